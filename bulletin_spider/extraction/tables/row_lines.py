"""Make one line of each row of a data table, before the lines are classified."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document.document import Line
from bulletin_spider.extraction.document.element_flags import INHERITED, ROW, TABLE
from bulletin_spider.extraction.tables.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    TableRow,
    cell_elements,
    row_elements,
    row_text,
    span_of,
)
from bulletin_spider.extraction.tables.data_tables import ReadTable, is_data_table, may_hold_data

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document, Span


class DataTable(NamedTuple):
    """A data table of the page: its first line, the index behind its last line, its rows, its caption or ""."""

    start: int
    end: int
    rows: list[TableRow]
    caption: str


class _Found(NamedTuple):
    """A data table before its lines are joined.

    ``spans`` is the range of the spans of the blocks inside it, ``depth`` the number of frames around it, without those
    that hold nothing else; ``first`` and ``last`` are the frames around its first and its last line.
    """

    table: ReadTable
    caption: str
    spans: tuple[int, int]
    depth: int
    first: int
    last: int


def join_rows(document: Document) -> None:
    """Make one line of each row of the data tables, and keep these as ``document.tables``.

    All that the document has the index of a line for gets the index of the row.
    """
    found = _data_tables(document)
    if not found:
        return
    places = _join_lines(document, found)
    document.images = [(places[at], node) for at, node in document.images]
    document.attachments = [(places[at], node) for at, node in document.attachments]
    document.embedded = [(places[at], node, flags) for at, node, flags in document.embedded]
    document.fields = [(places[at], flags, node) for at, flags, node in document.fields]
    inside = {i for one in found for i in range(*one.spans)}
    rows = {row.element for one in found for row in one.table.rows}
    spans = []
    for i, (element, flags, depth, start, end) in enumerate(document.spans):
        first, last = places[start], places[end - 1] + 1
        # What is inside a row has no line of its own any more.
        if i not in inside or element in rows or last - first > 1 or not document.lines[first].flags & ROW:
            spans.append((element, flags, depth, first, last))
    document.spans = spans


def _data_tables(document: Document) -> list[_Found]:
    """Return the data tables in page order.

    Inner tables come first. A table with a data table inside, or with tables inside tables, is a layout: so each line
    is looked at twice at most.
    """
    found: list[_Found] = []
    # The first line of each table seen, and how many levels of tables it has; -1 for a data table.
    seen: list[tuple[int, int]] = []
    for i in [i for i, span in enumerate(document.spans) if span[1] & TABLE]:
        start = document.spans[i][3]
        inner = []
        while seen and seen[-1][0] >= start:
            inner.append(seen.pop()[1])
        level = 1 if inner else 0
        if not any(inner):
            one = _read(document, i)
            if one and is_data_table(one.table):
                found.append(one)
                level = -1
        seen.append((start, level))
    return found


def _read(document: Document, at: int) -> _Found | None:
    """Return the table whose block is the span ``at``; None if it is clearly a layout."""
    element, _, depth, start, end = document.spans[at]
    lines = document.lines[start:end]
    if not may_hold_data(element, lines):
        return None
    inside: dict[etree._Element, Span] = {}
    first = at
    while first and document.spans[first - 1][3] >= start:
        first -= 1
        inside[document.spans[first][0]] = document.spans[first]
    rows = [
        TableRow(row, group, [_cell(document, cell, inside) for cell in cell_elements(row)])
        for row, group in row_elements(element)
    ]
    cells = [cell for row in rows for cell in row.cells if cell.text]
    if not cells or not _follow_each_other(cells, end):
        return None
    caption = " ".join(line.text for line in document.lines[start : cells[0].start])
    table = ReadTable(element, cells[0].start, document.lines[cells[0].start : end], rows)
    ends = [inside[line.block][2] if line.block in inside else depth for line in (table.lines[0], lines[-1])]
    return _Found(table, caption, (first, at), _depth_around(document.spans, at), *ends)


def _depth_around(spans: list[Span], at: int) -> int:
    """Return the number of frames around the outermost block that holds nothing but the table."""
    while at + 1 < len(spans) and spans[at + 1][3:] == spans[at][3:]:
        at += 1
    return spans[at][2]


def _cell(document: Document, element: etree._Element, inside: dict[etree._Element, Span]) -> Cell:
    span = inside.get(element)
    start, end = (span[3], span[4]) if span else (0, 0)
    text = " ".join([line.text for line in document.lines[start:end]])
    columns, rows = span_of(element, "colspan", MAX_COLUMNS), span_of(element, "rowspan", MAX_ROWS)
    return Cell(element, start, end, text, columns or 1, rows)


def _follow_each_other(cells: list[Cell], end: int) -> bool:
    """Return whether all lines of the table from its first cell on are in its cells."""
    return cells[-1].end == end and all(cell.end == following.start for cell, following in pairwise(cells))


def _join_lines(document: Document, found: list[_Found]) -> list[int]:
    """Replace the lines of each row by one. Return the new index of each line, and of the end of the document."""
    old, document.lines = document.lines, []
    places: list[int] = []
    done = 0
    for one in found:
        table = one.table
        _keep(document, places, old[done : table.start])
        start = len(document.lines)
        step = max(0, table.lines[0].step - (one.first - one.depth))
        for row in table.rows:
            if row.has_text:
                flags = old[len(places)].flags & INHERITED | ROW
                places += [len(document.lines)] * sum(cell.end - cell.start for cell in row.cells)
                document.lines.append(Line(row_text(row), 0, flags, 0, step, row.element))
                step = 0
        document.tables.append(DataTable(start, len(document.lines), table.rows, one.caption))
        done = table.start + len(table.lines)
        if done < len(old):
            old[done].step = max(0, old[done].step - (one.last - one.depth))
    _keep(document, places, old[done:])
    return [*places, len(document.lines)]


def _keep(document: Document, places: list[int], lines: list[Line]) -> None:
    """Add ``lines`` as they are."""
    places += range(len(document.lines), len(document.lines) + len(lines))
    document.lines += lines
