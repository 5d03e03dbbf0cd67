"""The rows and cells of a table, and the text of each, with the spans of cells resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

SEPARATOR = " | "
"""What is between two cells in the paragraph of a row."""
_BAR, _OTHER_BAR = "|", "｜"
MAX_COLUMNS, MAX_ROWS = 1000, 65534
"""Largest ``colspan`` and ``rowspan``: HTML has these limits."""
_MAX_DIGITS = 6
"""Digits of a span that are read: more are no number of rows or columns."""
_MOST_RESOLVED = 10
"""Resolved cells and characters for each written one. A table of figures below a merged head has two or three."""
_MOST_AT_LEAST = 1000
"""Resolved cells, or ten times as many characters, that every table may have: a small one can be mostly spans."""
_CELL_TAGS = ("td", "th")
_GROUP_TAGS = ("tbody", "thead", "tfoot", "form")
"""Elements between a table and its rows. Old pages have forms there."""


class Cell(NamedTuple):
    """A cell as it is written: its element, its first line and the index behind its last line, its text, its spans.

    ``rows`` is 0 if the cell spans all further rows of its group.
    """

    element: etree._Element
    start: int
    end: int
    text: str
    columns: int
    rows: int


class TableRow(NamedTuple):
    """A row: its element, the number of its group of rows (thead, tbody), and its cells."""

    element: etree._Element
    group: int
    cells: list[Cell]

    @property
    def has_text(self) -> bool:
        """Whether a cell of the row has text."""
        return any(cell.text for cell in self.cells)


def row_text(row: TableRow) -> str:
    """Return the paragraph of a row: its cells joined by ``SEPARATOR``, a cell of several columns once."""
    return SEPARATOR.join(cell.text.replace(_BAR, _OTHER_BAR) for cell in row.cells).strip()


def row_elements(table: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Yield the rows of a table, not of tables inside it, each with the number of its group."""
    for group, child in enumerate(table):
        if child.tag == "tr":
            yield child, 0
        elif child.tag in _GROUP_TAGS:
            for row in child:
                if row.tag == "tr":
                    yield row, group + 1


def cell_elements(row: etree._Element) -> list[etree._Element]:
    """Return the cells of a row."""
    return [child for child in row if child.tag in _CELL_TAGS]


def span_of(cell: etree._Element, name: str, most: int) -> int:
    """Return ``colspan`` or ``rowspan`` of a cell; 1 if it is missing or no number."""
    value = (cell.get(name) or "").strip()
    if not value.isdecimal() or not value.isascii():
        return 1
    return min(int(value), most) if len(value) <= _MAX_DIGITS else most


def resolved_rows(rows: list[TableRow]) -> list[list[str]] | None:
    """Return the texts of each row that has text, where a cell is repeated in each row and column that it spans.

    None if they would be many times as much as is written: 300 bytes can claim a thousand columns in each row.
    """
    cells, characters = _MOST_AT_LEAST, _MOST_AT_LEAST * 10
    for row in rows:
        cells += len(row.cells) * _MOST_RESOLVED
        characters += sum(len(cell.text) for cell in row.cells) * _MOST_RESOLVED
    resolved = []
    # Column → the text that goes on from the rows above, and for how many rows (below 0: to the end of its group).
    going_on: dict[int, tuple[str, int]] = {}
    group = rows[0].group if rows else 0
    for row in rows:
        if row.group != group:
            group, going_on = row.group, {}
        places = _places(row, going_on, cells)
        if places is None:
            return None
        texts = [places.get(column, "") for column in range(max(places, default=-1) + 1)]
        cells -= len(texts)
        characters -= sum(map(len, texts))
        if cells < 0 or characters < 0:
            return None
        if row.has_text:
            resolved.append(texts)
    return resolved


def _places(row: TableRow, going_on: dict[int, tuple[str, int]], most: int) -> dict[int, str] | None:
    """Return column → text of one row, None if it has more than ``most`` columns. Update ``going_on`` for the next."""
    places = {column: text for column, (text, _) in going_on.items()}
    following = {column: (text, left - 1) for column, (text, left) in going_on.items() if left != 1}
    column = 0
    for cell in row.cells:
        while column in places:
            column += 1
        if column + cell.columns > most:
            return None
        for own in range(column, column + cell.columns):
            places[own] = cell.text
            if cell.rows != 1:
                following[own] = (cell.text, cell.rows - 1)
        column += cell.columns
    going_on.clear()
    going_on.update(following)
    return places
