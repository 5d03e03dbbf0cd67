"""Say in a few words what exactly was changed, from the compared parts of two versions."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.web.comparisons.rows import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_EDITS = 4
"""Edits that are quoted: more are no short answer; the rest is counted."""
_MOST_COUNTED = 500
"""Edits that are counted: as many as a page shows."""
_LONGEST = 24
"""Characters of one side of an edit that are quoted: a clause."""
_COUNTED = (RowKind.REMOVED, RowKind.ADDED, RowKind.REPLACED)
"""What is counted, not quoted, of paragraphs and rows."""


def summary(difference: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the first ``edits``, how ``many`` there are, and how many paragraphs, rows and files changed as a whole.

    An edit has the ``field`` that it is in ("paragraphs", "tables", a role or another field), a ``place`` such as the
    names of row and column, and ``old`` and ``new`` words, of which one may be "". ``tables`` are those of the new
    version, whose first rows name the columns.
    """
    edits = list(islice(_edits(difference, tables), _MOST_COUNTED))
    paragraphs = Counter(row["kind"] for row in difference["paragraphs"])
    rows = Counter(row["kind"] for table in difference["tables"] for row in table["rows"])
    files = Counter(one["state"] for one in difference["attachments"])
    return {
        "edits": edits[:_MOST_EDITS],
        "many": len(edits),
        "paragraphs": {kind: paragraphs[kind] for kind in _COUNTED if paragraphs[kind]},
        "rows": {kind: rows[kind] for kind in _COUNTED if rows[kind]},
        "attachments": {state: files[state] for state in RowKind if files[state] and state != RowKind.EQUAL},
    }


def _edits(difference: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for one in difference["fields"]:
        yield from _of_parts(one["name"], "", one["parts"])
    for one in difference["people"]:
        names = {
            state: "、".join(name["name"] for name in one["names"] if name["state"] == state)
            for state in (RowKind.REMOVED, RowKind.ADDED)
        }
        yield _edit(one["role"], "", names[RowKind.REMOVED], names[RowKind.ADDED])
    for table in difference["tables"]:
        yield from _of_table(table, tables)
    for row in difference["paragraphs"]:
        if row["kind"] == RowKind.EDITED:
            yield from _of_parts("paragraphs", "", row["parts"])


def _of_table(table: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    header = tables[table["new"] - 1]["rows"][:1] if table["new"] else []
    names = [str(cell) for cell in header[0]] if header else []
    for row in table["rows"]:
        if row["kind"] == RowKind.EDITED:
            label = "".join(part["new"] for part in row["cells"][0]) if row["cells"] else ""
            for number, cell in enumerate(row["cells"]):
                column = names[number] if number < len(names) and row["new"] != 1 else ""
                place = " ".join(filter(None, (label if number else "", column)))
                if any(part["old"] != part["new"] for part in cell):
                    sides = ("".join(part[side] for part in cell) for side in ("old", "new"))
                    yield _edit("tables", place, *sides)


def _of_parts(field: str, place: str, parts: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    for part in parts:
        if part["old"] != part["new"]:
            yield _edit(field, place, part["old"], part["new"])


def _edit(field: str, place: str, old: str, new: str) -> dict[str, str]:
    return {"field": field, "place": _short(place), "old": _short(old), "new": _short(new)}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
