"""Compare the data tables of two versions table by table, row by row and cell by cell."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.comparison.alignment import Range, differing_ranges
from bulletin_spider.comparison.edited_text import Stretch
from bulletin_spider.comparison.pairing import paired
from bulletin_spider.web.comparisons.rows import RowKind, compared_pair, first_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bulletin_spider.comparison.alignment import Budget

    Cells = tuple[str, ...]

_BORDER = "\x1f"
"""Between the cells of a row that is compared as one text; no published text has it."""
_LINE = "\x1e"
"""Between the rows of a table that is compared as one text."""


class CellRow(NamedTuple):
    """A row of a table; ``cells`` has the stretches of each cell, ``old`` and ``new`` are its numbers, from 1."""

    kind: RowKind
    old: int | None
    new: int | None
    cells: list[list[Stretch]]


class ComparedTable(NamedTuple):
    """A table of the old version beside one of the new version; ``is_cut`` if there are more ``rows``."""

    kind: RowKind
    old: int | None
    new: int | None
    caption: list[Stretch]
    rows: list[CellRow]
    is_cut: bool


def has_tables(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether both versions say which of their paragraphs are rows; lines of release 0.1.0 do not."""
    return "tables" in old and "tables" in new


def compared_tables(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], budget: Budget
) -> Iterator[ComparedTable]:
    """Yield the tables of both versions in order, the similar ones in pairs."""
    before, after = [*map(_as_text, old)], [*map(_as_text, new)]
    for index, place in _pairs(before, after, budget):
        one = old[index] if index is not None else None
        other = new[place] if place is not None else None
        yield _compared(one, other, _number(index), _number(place), budget)


def _compared(
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    number: int | None,
    new_number: int | None,
    budget: Budget,
) -> ComparedTable:
    before, after = (_rows(one) if one else [] for one in (old, new))
    rows, is_cut = first_rows(_compared_rows(before, after, budget))
    caption_kind, caption = compared_pair(_caption(old), _caption(new), budget)
    if old is None or new is None:
        kind = RowKind.ADDED if old is None else RowKind.REMOVED
    else:
        is_equal = caption_kind is RowKind.EQUAL and before == after
        kind = RowKind.EQUAL if is_equal else RowKind.EDITED
    return ComparedTable(kind, number, new_number, caption, rows, is_cut)


def _compared_rows(old: list[Cells], new: list[Cells], budget: Budget) -> Iterator[CellRow]:
    texts, new_texts = [*map(_BORDER.join, old)], [*map(_BORDER.join, new)]
    for index, place in _pairs(texts, new_texts, budget):
        if index is None or place is None:
            kind = RowKind.ADDED if index is None else RowKind.REMOVED
            cells = (
                [[Stretch(cell, "")] for cell in old[index]]
                if index is not None
                else [[Stretch("", cell)] for cell in new[place or 0]]
            )
        else:
            cells = list(_compared_cells(old[index], new[place], budget))
            kind = RowKind.EQUAL if old[index] == new[place] else RowKind.EDITED
        yield CellRow(kind, _number(index), _number(place), cells)


def _compared_cells(old: Cells, new: Cells, budget: Budget) -> Iterator[list[Stretch]]:
    """Yield the stretches of each cell: cells of rows of one length are compared place by place."""
    if len(old) == len(new):
        pairs: list[tuple[str | None, str | None]] = [*zip(old, new, strict=True)]
    else:
        pairs = []
        at = 0
        for one in [*differing_ranges(old, new, budget), Range(len(old), len(old), len(new), len(new))]:
            pairs += [(cell, cell) for cell in old[at : one.start]]
            pairs += zip_longest(old[one.start : one.end], new[one.from_ : one.to])
            at = one.end
    for before, after in pairs:
        yield compared_pair(before, after, budget)[1]


def _pairs(old: list[str], new: list[str], budget: Budget) -> Iterator[tuple[int | None, int | None]]:
    """Yield the indexes of old and new texts in order: equal and similar ones in pairs, the others with None."""
    at = at_new = 0
    for one in [*differing_ranges(old, new, budget), Range(len(old), len(old), len(new), len(new))]:
        yield from ((at + step, at_new + step) for step in range(one.start - at))
        at, at_new = one.start, one.from_
        for before, after in paired(old[one.start : one.end], new[one.from_ : one.to], budget):
            yield at if before is not None else None, at_new if after is not None else None
            at, at_new = at + (before is not None), at_new + (after is not None)


def _rows(table: Mapping[str, Any]) -> list[Cells]:
    return [tuple(map(str, row)) for row in table["rows"]]


def _caption(table: Mapping[str, Any] | None) -> str:
    return str(table.get("caption") or "") if table else ""


def _as_text(table: Mapping[str, Any]) -> str:
    return _LINE.join([_caption(table), *map(_BORDER.join, _rows(table))])


def _number(index: int | None) -> int | None:
    return None if index is None else index + 1
