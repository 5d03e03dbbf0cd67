"""Tell in what kind of way two versions differ."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison.alignment import Budget, common_end, common_start
from bulletin_spider.comparison.edited_text import SIMILARITY, edited
from bulletin_spider.comparison.fields import difference
from bulletin_spider.comparison.figures import figures_of
from bulletin_spider.comparison.pairing import paired
from bulletin_spider.statuses import ChangedPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

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
_OF_EDITS = frozenset({ChangedPart.FIGURES, ChangedPart.WORDING})
"""What can differ within a paragraph."""
_MOST_EDITS = 2_000
"""Edited paragraphs of one place that are looked at, in 0.1 s: the others were edited by the same hand."""


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
        for kind in _kinds_of_step(step, rows, budget, kinds):
            kinds.add(kind)
    if any(_figures_differ(step) for step in differing.get("title", ())):
        kinds.add(ChangedPart.FIGURES)
    return frozenset(kinds)


def _kinds_of_step(
    step: Step, rows: set[str], budget: Budget, known: AbstractSet[ChangedPart]
) -> Iterator[ChangedPart]:
    """Yield the kinds of a step; those that are ``known`` may be left out."""
    old, new = ([str(one) for one in side] for side in (step.old, step.new))
    for before, after in islice(paired(old, new, budget), _MOST_EDITS):
        if before in rows or after in rows:
            if before and after and figures_of(before).differ(figures_of(after)):
                yield ChangedPart.FIGURES
        elif before is None:
            yield ChangedPart.PARAGRAPH_ADDED
        elif after is None:
            yield ChangedPart.PARAGRAPH_REMOVED
        elif not _is_edited(before, after, budget):
            yield from (ChangedPart.PARAGRAPH_REMOVED, ChangedPart.PARAGRAPH_ADDED)
        elif not known >= _OF_EDITS:  # there may be thousands of edits
            yield from _kinds_of_edit(before, after)


def _is_edited(before: str, after: str, budget: Budget) -> bool:
    """Return whether enough is equal to call one text the edited other; the equal ends often say it at once."""
    equal = common_start(before, after)
    equal += common_end(before[equal:], after[equal:])
    return equal >= SIMILARITY * max(len(before), len(after)) or edited(before, after, budget) is not None


def _kinds_of_edit(before: str, after: str) -> Iterator[ChangedPart]:
    old, new = figures_of(before), figures_of(after)
    if old.differ(new):
        yield ChangedPart.FIGURES
    if old.words != new.words or not old.differ(new):
        yield ChangedPart.WORDING


def _figures_differ(step: Step) -> bool:
    old, new = ("\n".join(map(str, side)) for side in (step.old, step.new))
    return figures_of(old).differ(figures_of(new))


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
