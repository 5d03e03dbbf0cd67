"""Put the entries of two lists of texts into rows: what is equal, edited, replaced, removed and added, in order."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from bulletin_spider.comparison.alignment import Range, differing_ranges
from bulletin_spider.comparison.edited_text import Stretch, edited
from bulletin_spider.comparison.pairing import paired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.comparison.alignment import Budget

_SHORTEST_GAP = 2
"""Equal rows that are left out at least: to say that one is left out takes as much room as to show it."""

MOST_CHANGES, MOST_ROWS = 500, 5_000
"""Rows that differ, and rows in all, that are compared to be shown: more make a page of megabytes that nobody reads."""


class RowKind(StrEnum):
    """How the two sides of a row differ."""

    EQUAL = "equal"
    EDITED = "edited"
    REPLACED = "replaced"
    """Too little is equal to show edits: one text was written in the place of the other."""
    REMOVED = "removed"
    ADDED = "added"


class Row(NamedTuple):
    """An entry of the old list beside one of the new list; ``old`` and ``new`` are their numbers, from 1."""

    kind: RowKind
    old: int | None
    new: int | None
    parts: list[Stretch]

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return {
            "kind": self.kind,
            "old": self.old,
            "new": self.new,
            "parts": [part._asdict() for part in self.parts],
        }


class _HasKind(Protocol):
    @property
    def kind(self) -> RowKind: ...


_Row = TypeVar("_Row", bound=_HasKind)


class Gap(NamedTuple):
    """Equal rows that are not shown: how many."""

    rows: int

    def as_dict(self) -> dict[str, Any]:
        """Return the gap as JSON has it."""
        return {"kind": "gap", "rows": self.rows}


def compared_texts(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[Row]:
    """Yield every entry of both lists in rows, in order."""
    at = at_new = 0
    end = Range(len(old), len(old), len(new), len(new))
    for one in [*differing_ranges(old, new, budget), end]:
        for index in range(one.start - at):
            text = old[at + index]
            yield Row(RowKind.EQUAL, at + index + 1, at_new + index + 1, [Stretch(text, text)])
        at, at_new = one.start, one.from_
        for before, after in paired(old[one.start : one.end], new[one.from_ : one.to], budget):
            at, at_new = at + (before is not None), at_new + (after is not None)
            kind, parts = compared_pair(before, after, budget)
            yield Row(kind, at if before is not None else None, at_new if after is not None else None, parts)


def compared_pair(before: str | None, after: str | None, budget: Budget) -> tuple[RowKind, list[Stretch]]:
    """Return how two texts differ, and both in stretches; None is a text that is not there."""
    if before is None or after is None:
        kind = RowKind.ADDED if before is None else RowKind.REMOVED
        return kind, [Stretch(before or "", after or "")]
    if before == after:
        return RowKind.EQUAL, [Stretch(before, after)]
    parts = edited(before, after, budget)
    return (RowKind.EDITED, parts) if parts else (RowKind.REPLACED, [Stretch(before, after)])


def first_rows(rows: Iterator[_Row]) -> tuple[list[_Row], bool]:
    """Return the rows up to the bounds of a page, and whether there are more, which are not even compared."""
    found, changes = list[_Row](), 0
    for row in rows:
        if changes == MOST_CHANGES or len(found) == MOST_ROWS:
            return found, True
        found.append(row)
        changes += row.kind is not RowKind.EQUAL
    return found, False


def with_context(rows: Iterable[_Row], neighbours: int) -> Iterator[_Row | Gap]:
    """Yield the rows that differ with so many equal ones before and after, and a gap for those that are left out."""
    found = list(rows)
    differing = [index for index, row in enumerate(found) if row.kind is not RowKind.EQUAL]
    near = {one for index in differing for one in range(index - neighbours, index + neighbours + 1)}
    for is_shown, group in groupby(enumerate(found), key=lambda pair: pair[0] in near):
        members = [row for _, row in group]
        if is_shown or len(members) < _SHORTEST_GAP:
            yield from members
        else:
            yield Gap(len(members))
