"""Give the data tables of the body: where each begins, its caption, and its rows of cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.extraction.tables.cells import resolved_rows

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.tables.row_lines import DataTable


_UNIT = re.compile(r"\W?单位\s?[:：]")
"""The row that says in which unit the figures are (单位：万元) is no title."""


def find_tables(document: Document, lines: list[int]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the data tables among the paragraphs, which are the lines ``lines``, and a warning for each one cut.

    Row ``k`` of a table is the paragraph ``paragraph + k``. A title row, one cell across all columns, is the caption
    if the table has no other.
    """
    if not document.tables:
        return [], []
    place_of = {line: place for place, line in enumerate(lines)}
    tables, warnings = [], []
    for table in document.tables:
        places = [place_of.get(line, -1) for line in range(table.start, table.end)]
        kept = [row for row, place in enumerate(places) if place >= 0]
        if not kept:
            continue
        rows, is_resolved = _rows(table)
        caption, begin = table.caption, kept[0]
        if title := _title_row(table):
            caption = caption or title
            begin = max(begin, 1)
        rows = [rows[row] for row in kept if row >= begin]
        if not rows:
            continue
        tables.append(
            {"paragraph": places[kept[0]] + (begin - kept[0]), "caption": caption or None, "rows": rows}
        )
        if not is_resolved:
            warnings.append(
                f"table: its cells span too much to be repeated, from paragraph {places[kept[0]] + 1} on"
            )
    return tables, warnings


def _rows(table: DataTable) -> tuple[list[list[str]], bool]:
    """Return the rows that have text, with spans resolved if they can be, and whether they are."""
    resolved = resolved_rows(table.rows)
    if resolved is not None:
        return resolved, True
    return [[cell.text for cell in row.cells] for row in table.rows if row.has_text], False


def _title_row(table: DataTable) -> str:
    """Return the text of the first row if it is one cell of several columns above rows of data; else ""."""
    first, *others = (row for row in table.rows if row.has_text)
    text = first.cells[0].text
    is_title = len(first.cells) == 1 and first.cells[0].columns > 1 and len(others) > 1
    return text if is_title and not _UNIT.match(text) else ""
