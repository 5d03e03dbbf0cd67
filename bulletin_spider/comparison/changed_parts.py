"""Tell in what kind of way two versions differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.comparison.edited_text import NUMERALS, edited
from bulletin_spider.comparison.fields import difference
from bulletin_spider.comparison.pairing import paired
from bulletin_spider.statuses import ChangedPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bulletin_spider.comparison.edited_text import Stretch
    from bulletin_spider.comparison.fields import Step

_OF_FIELDS = {
    "title": ChangedPart.HEADLINE,
    "date": ChangedPart.DAY,
    "reporters": ChangedPart.PEOPLE,
    "correspondents": ChangedPart.PEOPLE,
    "photographers": ChangedPart.PEOPLE,
    "editors": ChangedPart.PEOPLE,
    "authors": ChangedPart.PEOPLE,
    "byline": ChangedPart.PEOPLE,
    "source": ChangedPart.SOURCE,
    "images": ChangedPart.PICTURE,
    "attachments": ChangedPart.ATTACHMENT,
    "document": ChangedPart.DOCUMENT_CARD,
    "site_id": ChangedPart.SECTION,
    "section": ChangedPart.SECTION,
}
_FIGURE = re.compile(
    rf"[0-9０-９]+(?:[.,．，][0-9０-９]+)*[%％‰]?|[{NUMERALS}]{{2,}}|[{NUMERALS}](?=[年月日号时点个名人元户家项件次届])"
)
"""A number in figures or in Chinese numerals. One numeral alone is often a part of a word, such as 统一."""
_CONTEXT = 12
"""Characters of the longest number in Chinese numerals, about."""


def kinds_of_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[ChangedPart]:
    """Return what differs between two versions of a bulletin; nothing for equal content."""
    differing = difference(old, new)
    kinds = {_OF_FIELDS[name] for name in differing if name in _OF_FIELDS}
    if _tables(old) != _tables(new):
        kinds.add(ChangedPart.TABLE)
    if _files(old) != _files(new):
        kinds.add(ChangedPart.ATTACHMENT)
    rows, budget = _rows(old) | _rows(new), Budget()
    for step in differing.get("paragraphs", ()):
        kinds.update(_kinds_of_step(step, rows, budget))
    if any(_figures_differ(step) for step in differing.get("title", ())):
        kinds.add(ChangedPart.FIGURES)
    return frozenset(kinds)


def _kinds_of_step(step: Step, rows: set[str], budget: Budget) -> Iterator[ChangedPart]:
    old, new = ([str(one) for one in side] for side in (step.old, step.new))
    for before, after in paired(old, new, budget):
        if before in rows or after in rows:
            if before and after and _figures(before) != _figures(after):
                yield ChangedPart.FIGURES
        elif before is None:
            yield ChangedPart.PARAGRAPH_ADDED
        elif after is None:
            yield ChangedPart.PARAGRAPH_REMOVED
        else:
            yield from _kinds_of_edit(before, after, budget)


def _kinds_of_edit(before: str, after: str, budget: Budget) -> Iterator[ChangedPart]:
    parts = edited(before, after, budget)
    if parts is None:
        yield from (ChangedPart.PARAGRAPH_REMOVED, ChangedPart.PARAGRAPH_ADDED)
        return
    found: set[ChangedPart] = set()
    for old, new in _with_context(parts):
        if _figures(old) != _figures(new):
            found.add(ChangedPart.FIGURES)
        if _words(old) != _words(new):
            found.add(ChangedPart.WORDING)
        if len(found) > 1:  # both are found, and there may be thousands of edits
            break
    yield from found


def _with_context(parts: Sequence[Stretch]) -> Iterator[tuple[str, str]]:
    """Yield each edit with the characters before and after it that may be of the same number."""
    for index, one in enumerate(parts):
        if not one.is_equal:
            before = parts[index - 1].old[-_CONTEXT:] if index else ""
            after = parts[index + 1].old[:_CONTEXT] if index + 1 < len(parts) else ""
            yield before + one.old + after, before + one.new + after


def _figures_differ(step: Step) -> bool:
    return _figures("\n".join(map(str, step.old))) != _figures("\n".join(map(str, step.new)))


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)


def _words(text: str) -> str:
    return _FIGURE.sub("0", text)


def _tables(version: Mapping[str, Any]) -> list[Any]:
    """Return what the tables hold; where they are among the paragraphs is no change of them."""
    return [(one.get("caption"), one.get("rows")) for one in version.get("tables") or ()]


def _rows(version: Mapping[str, Any]) -> set[str]:
    """Return the paragraphs that are rows of tables."""
    paragraphs = version.get("paragraphs") or []
    return {
        paragraph
        for one in version.get("tables") or ()
        for paragraph in paragraphs[one["paragraph"] : one["paragraph"] + len(one["rows"])]
    }


def _files(version: Mapping[str, Any]) -> dict[str, str]:
    """Return address → digest of the kept files: a file may be replaced under the same address."""
    return {file["url"]: file["digest"] for file in version.get("attachments") or () if file.get("digest")}
