"""Say in one sentence what a version says, or what differs in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.comparison import changed_sentence, kinds_of_change
from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from bulletin_spider.watches.hit import Hit

_LONGEST = 200
"""Characters of the text of a new bulletin: as many as of a changed sentence."""


def first_sentence(hit: Hit) -> str:
    """Return what a version says, short: the first changed sentence as a diff, or the beginning of a new text.

    Of a withdrawn bulletin: how often it was missing. Of one that has only moved: both addresses. Else an empty text.
    """
    version = hit.version
    if version["change"] == Change.WITHDRAWN:
        found = (version.get("evidence") or {}).get("change") or {}
        return "; ".join(filter(None, (rule_words(str(found.get("rule", ""))), str(found.get("text", "")))))
    if hit.previous is not None and (sentence := changed_sentence(hit.previous, version)):
        return sentence
    if version["change"] == Change.MOVED:
        return f"{version['url']} → {version.get('moved_to')}"
    if version["change"] != Change.NEW:
        return ""
    text: str = next(iter(version["paragraphs"]), "")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def changed_parts(hit: Hit) -> list[str]:
    """Return the kinds of parts that differ from the version before, in a fixed order."""
    if hit.previous is None:
        return []
    return sorted(part.value for part in kinds_of_change(hit.previous, hit.version))
