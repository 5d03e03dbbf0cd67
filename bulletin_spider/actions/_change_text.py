"""Write one change for a person's screen."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._screen import wrapped
from bulletin_spider.comparison import changed_sentences, diff_lines, kinds_of_change
from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.comparison import Marks
    from bulletin_spider.watches.hit import Hit

_SENTENCES = 3
"""Changed sentences that are shown; `history` shows all."""
_INDENT = "  "


def change_lines(hit: Hit, marks: Marks) -> Iterator[str]:
    """Yield the lines of one change: when, why and where, title, address, and what is different."""
    version, before = hit.version, hit.previous
    kinds = ", ".join(sorted(kinds_of_change(before, version))) if before else ""
    fetched = dt.datetime.fromisoformat(version["fetched_at"]).astimezone(SHANGHAI)
    change = f"{version['change']}{f' ({kinds})' if kinds else ''}"
    where = f"{version['site']} · {version['channel']} · {version['date']}"
    yield from wrapped(f"{fetched:%Y-%m-%d %H:%M}  {change}  {where}", _INDENT * 2, first="")
    yield from wrapped(version["title"], _INDENT)
    yield f"{_INDENT}{version.get('moved_to') or version['url']}"
    for line in _differences(hit, marks):
        yield from wrapped(line, _INDENT * 2)


def change_evidence(version: dict[str, Any]) -> str:
    """Return what shows that the bulletin was moved, taken down or restored; empty if the version does not say it.

    The old address of a moved bulletin is left out, because it is beside this text.
    """
    evidence = version.get("evidence", {}).get("change")
    if not evidence:
        return ""
    words = rule_words(evidence["rule"])
    return words if evidence["text"] == version["url"] else f"{words}; {evidence['text']}"


def _differences(hit: Hit, marks: Marks) -> Iterator[str]:
    version, before = hit.version, hit.previous
    if version["change"] == Change.MOVED:
        yield f"it was at {version['url']}"
    if evidence := change_evidence(version):
        yield evidence
    if before is None:
        if version["revision"] > 1:
            yield "the version before it cannot be read: nothing is compared"
        return
    sentences = list(islice(changed_sentences(before, version, marks), _SENTENCES + 1))
    yield from sentences[:_SENTENCES]
    if len(sentences) > _SENTENCES:
        yield f"… more: history {version['id']}"
    elif not sentences:
        yield from islice(diff_lines(before, version, marks), _SENTENCES)
