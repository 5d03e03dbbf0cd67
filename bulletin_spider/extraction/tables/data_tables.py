"""Tell whether a table holds data, in rows and columns, or only arranges the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.catalogue_card import is_card
from bulletin_spider.extraction.document.document import MIN_HEADLINE_LINK, is_linked
from bulletin_spider.extraction.document.label_cells import is_labelled_day
from bulletin_spider.extraction.document.line_classifier import has_publication_day, line_kind
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from bulletin_spider.extraction.document.document import Line
    from bulletin_spider.extraction.tables.cells import Cell, TableRow

MIN_LINES = 3
"""Lines of the smallest data table: two rows of two cells, of which one can be empty."""
_MIN_ROWS = _MIN_TEXTS = 2
"""Rows of the smallest data table, and texts in each of them."""
_WIDE_SHARE = 3
"""One character in three is in a row of several texts; the others are in the title of the table and the notes below."""
_MIN_SENTENCE = 20
"""Characters of a cell that can be a sentence; a note in a table of data is shorter."""
_MIN_ARTICLE_LINES = 2
"""Lines with a full stop in one cell that are the text of an article, if they are most of the table's text."""
_MAX_DAY = 14
"""Characters of a cell that is only a day: 二〇二五年十二月三十一日 has 12."""
_MAX_SIGNATURE_ROWS = 3
"""Rows of signatures beside each other: the offices, their seals, the days."""
_MAX_OWN_LABEL = 8
"""Characters of a label that is in one cell with its value: 电话：…."""
_OWN_LABEL = re.compile(rf"[^:：\d，。]{{1,{_MAX_OWN_LABEL}}}[:：].")
_ARTICLE_LABEL = re.compile(
    "(?:信件|来信|写信|去信|咨询|留言|诉求|回复|答复|受理)"
    f"(?:人|编号|查询码|{labels.TITLE}|类型|类别|目的|内容|{labels.TIME}|{labels.DATE}|单位|部门|机构|状态|结果|情况|意见)"
    f"|(?:文章|新闻|公告|通知|信息)?(?:{labels.TITLE}|{labels.MAIN_TEXT}|{labels.AUTHOR}|{labels.SOURCE})"
    f"|(?:{labels.PUBLISH}|{labels.UPDATE}|{labels.ENTER})(?:人|者|单位|部门|机构|{labels.TIME}|{labels.DATE})"
    f"|(?:{labels.BROWSED}|{labels.CLICKED}|{labels.READ})(?:次数|量|数)?"
)
"""A label of a citizen's letter or of its answer, or of a part of an article: what is beside it is no data."""
_EVENT_OR_ARTICLE_LABEL = re.compile(f"(?:文章|新闻|公告|通知|信息)?内容|{labels.TIME}|{labels.DATE}")
"""A label that counts only with one of the others: an event has its day and its contents too."""
_MIN_ARTICLE_ROWS = 2
"""Rows that begin with such labels in the table of one letter: a table of many letters has them in its head only."""
_MAX_ATTRIBUTE = 300
"""Characters of an attribute that are read: Word writes the width before the borders."""
_CONTROLS = ("input", "select", "textarea")
_MARKS = ("th", "thead", "caption", "col", "colgroup")
"""Elements that describe rows and columns; a layout with one is known by what it holds (a card, a letter)."""
_BORDERED_NAMES = re.compile(r"(?i)mso\w{0,10}(?:table|grid)|table-?border|bordered|border-?table")
_BORDER_STYLE = re.compile(
    r"(?i)border(?:-(?:top|right|bottom|left))?(?:-(?:width|style))?\s?:\s?"
    r"(?!none|hidden|initial|inherit|0(?:px|pt|\s|;|$)|medium none)[^;\s]"
)
"""A border that is drawn; ``border-collapse`` and ``border: none`` draw nothing."""
_KINDS_OF_A_FRAME = (line_kinds.RELATED, line_kinds.EDITOR, line_kinds.FOOTER)
"""Kinds of lines that are around an article."""
_FRAME_SHARE = 4
"""One line in four of such a kind makes a layout: one cell of a data table can read like such a line."""


class ReadTable(NamedTuple):
    """A table that may hold data: its element, its lines and its rows, with the index of the first line."""

    element: etree._Element
    start: int
    lines: list[Line]
    rows: list[TableRow]

    def lines_of(self, cell: Cell) -> list[Line]:
        """Return the lines of a cell."""
        return self.lines[cell.start - self.start : cell.end - self.start]

    def cells(self) -> Iterator[Cell]:
        """Yield the cells that have text."""
        return (cell for row in self.rows for cell in row.cells if cell.text)


def may_hold_data(element: etree._Element, lines: list[Line]) -> bool:
    """Return whether a look at its rows can show that the table holds data."""
    return (
        len(lines) >= MIN_LINES
        and element.get("role") not in {"presentation", "none"}
        and sum(line.linked for line in lines) * 2 <= sum(len(line.text) for line in lines)
        and not any(line.heading in {1, 2} for line in lines)
    )


def is_data_table(table: ReadTable) -> bool:
    """Return whether the table holds data: rows that have the same columns.

    A table is a layout if it holds what is around an article, a form, a letter or a card of information, an article in
    one cell, or pictures with their captions. A table with borders or a head needs two rows with two texts; one
    without needs columns that are no prose.
    """
    wide = _wide_rows(table.rows)
    if (
        len(wide) < _MIN_ROWS
        or _characters(wide) * _WIDE_SHARE < _characters(table.rows)
        or _is_gallery(table)
        or next(table.element.iter(*_CONTROLS), None) is not None
        or _is_list(table)
        or _is_information(table)
    ):
        return False
    return _is_marked(table) or not (
        _has_article(table)
        or sum(_own_texts(row) >= _MIN_TEXTS for row in wide) < _MIN_ROWS
        or _is_prose(wide)
        or _is_signature(wide)
    )


def _own_texts(row: TableRow) -> int:
    return sum(1 for cell in row.cells if cell.text)


def _wide_rows(rows: list[TableRow]) -> list[TableRow]:
    """Return the rows with two texts; a text that goes on from a row above counts too."""
    wide = []
    last_spanned = -1
    for number, row in enumerate(rows):
        texts = _own_texts(row)
        if texts >= _MIN_TEXTS or (texts and last_spanned >= number):
            wide.append(row)
        last_spanned = max(last_spanned, *(number + cell.rows - 1 for cell in row.cells if cell.text), -1)
    return wide


def _characters(rows: list[TableRow]) -> int:
    return sum(len(cell.text) for row in rows for cell in row.cells)


def _is_gallery(table: ReadTable) -> bool:
    """Return whether as many cells have a picture as have a text, or half of the texts are captions in such a cell."""
    texts = sum(1 for _ in table.cells())
    pictures = [
        cell for row in table.rows for cell in row.cells if next(cell.element.iter("img"), None) is not None
    ]
    return len(pictures) >= texts or sum(1 for cell in pictures if cell.text) * 2 >= texts


def _is_list(table: ReadTable) -> bool:
    """Return whether half of the rows are headlines that are links, with a day or a summary beside them."""
    headlines = sum(
        any(_is_headline(line) for cell in row.cells for line in table.lines_of(cell)) for row in table.rows
    )
    return headlines * 2 >= sum(row.has_text for row in table.rows)


def _is_headline(line: Line) -> bool:
    return (
        line.linked >= MIN_HEADLINE_LINK
        and is_linked(line)
        and not line.text.startswith(("http", "www"))
        and "@" not in line.text
    )


def _is_information(table: ReadTable) -> bool:
    """Return whether the table tells of the article or its site, or is a letter, and not a part of the text."""
    texts = [cell.text for cell in table.cells()]
    if (
        is_card([[cell.text for cell in row.cells] for row in table.rows])
        or sum(_OWN_LABEL.match(text) is not None for text in texts) * 2 >= len(texts)
        or any(is_labelled_day(one.text, other.text) for one, other in _neighbours(table))
    ):
        return True
    kinds = [line_kind(line.text) for line in table.lines]
    return (
        sum(kind in _KINDS_OF_A_FRAME for kind in kinds) * _FRAME_SHARE >= len(kinds)
        or kinds.count(line_kinds.TOOL) * 2 >= len(kinds)
        or any(
            kind is line_kinds.INFO and has_publication_day(line.text)
            for kind, line in zip(kinds, table.lines, strict=True)
        )
        or _has_article_labels(table)
    )


def _neighbours(table: ReadTable) -> Iterator[tuple[Cell, Cell]]:
    """Yield each cell with the cell to the right of it."""
    for row in table.rows:
        yield from zip(row.cells, row.cells[1:], strict=False)


def _has_article_labels(table: ReadTable) -> bool:
    firsts = [row.cells[0].text.rstrip(" :：") for row in table.rows if row.cells]
    certain = sum(_ARTICLE_LABEL.fullmatch(text) is not None for text in firsts)
    others = sum(_EVENT_OR_ARTICLE_LABEL.fullmatch(text) is not None for text in firsts)
    return certain > 0 and certain + others >= _MIN_ARTICLE_ROWS


def _has_article(table: ReadTable) -> bool:
    """Return whether one cell holds several sentences that are most of the table: an article beside a menu."""
    longest = max(table.cells(), key=lambda cell: len(cell.text))
    sentences = sum("。" in line.text for line in table.lines_of(longest))
    return sentences >= _MIN_ARTICLE_LINES and len(longest.text) * 2 > sum(
        len(line.text) for line in table.lines
    )


def _is_marked(table: ReadTable) -> bool:
    """Return whether the table has a head or borders, or was made by an editor that marks its first row."""
    element, first = table.element, table.rows[0]
    return (
        (element.get("border") or "0").strip() not in {"0", "0px", ""}
        or (element.get("rules") or "none") != "none"
        or _BORDERED_NAMES.search((element.get("class") or "")[:_MAX_ATTRIBUTE]) is not None
        or any(map(_has_border, (element, *(cell.element for cell in first.cells[:_MIN_TEXTS]))))
        or "firstRow" in (first.element.get("class") or "")[:_MAX_ATTRIBUTE]
        or next(element.iter(*_MARKS), None) is not None
    )


def _has_border(element: etree._Element) -> bool:
    return _BORDER_STYLE.search((element.get("style") or "")[:_MAX_ATTRIBUTE]) is not None


def _is_prose(rows: list[TableRow]) -> bool:
    """Return whether half of the rows are a sentence with one cell beside it at most: items, a talk, pictures."""
    return sum(
        len(row.cells) <= 2 and any(_is_sentence(cell.text) for cell in row.cells) for row in rows
    ) * 2 >= len(rows)


def _is_sentence(text: str) -> bool:
    return len(text) >= _MIN_SENTENCE and text[-1] in "。！？；"


def _is_signature(rows: list[TableRow]) -> bool:
    """Return whether the last of two or three rows is only days: offices sign beside each other."""
    days = [cell.text for cell in rows[-1].cells if cell.text]
    return len(rows) <= _MAX_SIGNATURE_ROWS and all(
        len(day) <= _MAX_DAY and starts_with_date(day) for day in days
    )
