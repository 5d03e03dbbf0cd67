"""Tables whose head names the columns: which of them holds the day of publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.rows.blocks import Block
    from bulletin_spider.listings.rows.cards import Row

_NAME_CHARS = 10
_WORDS = ("发布日期", "发布时间", "公开日期", "公布日期", "发布")


def day_column(block: Block) -> int | None:
    """Return the number of the column that the table's head calls the day of publication; None if it names none."""
    first = block.rows[0].element
    head = first.getprevious() if first.tag == "tr" else None
    if head is None and first.tag == "tr" and (group := first.getparent()) is not None:
        head = next(iter(group.itersiblings("thead", preceding=True)), None)
        head = head[0] if head is not None and len(head) else None
    if head is None:
        return None
    names = [_words(cell) for cell in head.iterchildren("th", "td")]
    return next(
        (names.index(name) for word in _WORDS for name in names if word in name and len(name) < _NAME_CHARS),
        None,
    )


def cell_texts(row: Row, column: int) -> list[str]:
    """Return the texts of the row's cell in ``column``; none if the row has fewer cells."""
    cells = list(row.element.iterchildren("td", "th"))
    return [_words(cells[column])] if column < len(cells) else []


def _words(cell: _Element) -> str:
    return clean(" ".join(texts_of(cell, 10)))
