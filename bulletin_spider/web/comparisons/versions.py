"""Compare two versions of a bulletin whole: what differs, in what kind of way, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.comparison import kinds_of_change, size_of_change
from bulletin_spider.comparison.alignment import Budget
from bulletin_spider.comparison.edited_text import Stretch
from bulletin_spider.web.bulletins.body import Table, body_parts
from bulletin_spider.web.comparisons.named_entries import compared_fields, compared_files, compared_people
from bulletin_spider.web.comparisons.rows import Gap, Row, RowKind, compared_texts, first_rows, with_context
from bulletin_spider.web.comparisons.summary import summary
from bulletin_spider.web.comparisons.tables import compared_tables, has_tables
from bulletin_spider.web.comparisons.too_large import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_spider.web.comparisons.tables import ComparedTable

NEIGHBOURS = 1
"""Equal paragraphs or rows that are shown before and after each that differs."""
_TABLE = "\x1d{}"
"""What stands in the place of a table among the paragraphs; no published text has this character."""


class ChangeSize(NamedTuple):
    """How much differs: characters of headline and paragraphs, and paragraphs or rows of tables."""

    characters: int
    """Removed and added ones, as lists of changes count them."""
    rows_removed: int
    rows_added: int
    rows_edited: int


def compared_versions(
    old: Mapping[str, Any], new: Mapping[str, Any], *, whole: bool = False
) -> dict[str, Any]:
    """Return how two versions of a bulletin differ.

    ``paragraphs`` and the ``rows`` of tables are rows with a ``kind``, and gaps; with ``whole`` none is left out.
    ``summary`` says in a few words what was changed, ``kinds`` and ``size`` in what kind of way, and how much.
    ``is_cut``: what differs behind the rows is not shown, and ``size`` does not count it. ``not_compared`` has
    the parts that are too large.
    """
    large = comparable(old, new)
    old, new = large.old, large.new
    budget, apart = Budget(), has_tables(old, new)
    compared = compared_texts(_paragraphs(old, apart=apart), _paragraphs(new, apart=apart), budget)
    rows, is_cut = first_rows(one for row in compared for one in _parted(row))
    tables = list(compared_tables(old["tables"], new["tables"], budget)) if apart else []
    fields = list(compared_fields(old, new, budget))
    characters = _characters(rows) if is_cut else size_of_change(old, new)
    found: dict[str, Any] = {
        "kinds": sorted(kinds_of_change(old, new) | large.kinds),
        "size": change_size(characters, rows, tables)._asdict(),
        "fields": fields,
        "people": list(compared_people(old, new)),
        "paragraphs": [_shown_row(row) for row in (rows if whole else with_context(rows, NEIGHBOURS))],
        "is_cut": is_cut or large.differs,
        "not_compared": large.left_out,
        "tables": [
            _shown_table(one, whole=whole) for one in tables if whole or one.kind is not RowKind.EQUAL
        ],
        "attachments": _differing(
            compared_files(old["attachments"], new["attachments"], "name"), whole=whole
        ),
        "images": _differing(compared_files(old["images"], new["images"], "caption"), whole=whole),
    }
    return found | {"summary": summary(found, new["tables"] if apart else [])}


def change_size(characters: int, rows: Iterable[Row], tables: Iterable[ComparedTable]) -> ChangeSize:
    """Return how much differs. A table among the paragraphs counts by its rows."""
    kinds = [row.kind for row in rows if not _is_table(row)]
    kinds += [row.kind for table in tables for row in table.rows]
    edited = kinds.count(RowKind.EDITED) + kinds.count(RowKind.REPLACED)
    return ChangeSize(characters, kinds.count(RowKind.REMOVED), kinds.count(RowKind.ADDED), edited)


def _characters(rows: Iterable[Row]) -> int:
    """Return how many characters differ in rows."""
    parts = (part for row in rows if not _is_table(row) for part in row.parts if not part.is_equal)
    return sum(len(part.old) + len(part.new) for part in parts)


def _paragraphs(version: Mapping[str, Any], *, apart: bool) -> list[str]:
    """Return the paragraphs; with ``apart`` one entry in the place of each table, by its number."""
    if not apart:
        return [str(one) for one in version["paragraphs"]]
    parts = body_parts(version)
    return [_TABLE.format(part.number) if isinstance(part, Table) else part.text for part in parts]


def _parted(row: Row) -> Iterator[Row]:
    """Yield a row; as two rows if a paragraph is beside the place of a table."""
    sides = ["".join(part.old for part in row.parts), "".join(part.new for part in row.parts)]
    if not all(sides) or len({side.startswith(_TABLE[0]) for side in sides}) == 1:
        yield row
        return
    yield Row(RowKind.REMOVED, row.old, None, [Stretch(sides[0], "")])
    yield Row(RowKind.ADDED, None, row.new, [Stretch("", sides[1])])


def _is_table(row: Row) -> bool:
    return any(part.old[:1] == _TABLE[0] or part.new[:1] == _TABLE[0] for part in row.parts)


def _shown_row(row: Row | Gap) -> dict[str, Any]:
    shown = row.as_dict()
    if not isinstance(row, Gap) and _is_table(row):
        shown |= {"kind": "table", "parts": []}
    return shown


def _shown_table(table: ComparedTable, *, whole: bool) -> dict[str, Any]:
    rows = table.rows if whole else with_context(table.rows, NEIGHBOURS)
    return table._asdict() | {
        "caption": _as_dicts(table.caption),
        "rows": [
            row.as_dict()
            if isinstance(row, Gap)
            else row._asdict() | {"cells": [_as_dicts(cell) for cell in row.cells]}
            for row in rows
        ],
    }


def _as_dicts(parts: Iterable[Stretch]) -> list[dict[str, Any]]:
    return [part._asdict() for part in parts]


def _differing(files: Iterable[dict[str, Any]], *, whole: bool) -> list[dict[str, Any]]:
    return [one for one in files if whole or one["state"] is not RowKind.EQUAL]
