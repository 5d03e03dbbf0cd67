"""Rows that a template put into several boxes, put together again: groups of five, one table a row, columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.blocks import Block
from bulletin_spider.listings.cards import Row
from bulletin_spider.listings.days import is_day
from bulletin_spider.listings.tree import texts_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.tree import Node

_ROW_CHARS = 1500


def join_blocks(blocks: list[Block]) -> list[Block]:
    """Return ``blocks`` with those joined that stand in boxes of one shape side by side without a heading.

    A box that holds a single row is that row, so that a day beside the row's own element is seen.
    """
    joined: list[Block] = []
    last: tuple[Node | None, str] | None = None
    for block in blocks:
        box, key = _box(block)
        if last == key and key[0] is not None and not (len(block.rows) > 1 and _words_before(block, box)):
            single = len(block.rows) == 1 and len(joined[-1].rows) >= 1
            joined[-1].rows.extend(_rows(block, box) if single else block.rows)
            _widen_first(joined[-1])
        else:
            joined.append(Block(block.parent, list(block.rows)))
        last = key
    return joined


def _box(block: Block) -> tuple[Node, tuple[Node | None, str]]:
    node = block.parent
    shape = [str(block.rows[0].element.tag)]
    while node.parent is not None and len(node.parent.children) == 1:
        shape.append(str(node.element.tag))
        node = node.parent
    shape.append(str(node.element.tag))
    return node, (node.parent, "<".join(shape))


def _rows(block: Block, box: Node) -> list[Row]:
    if len(block.rows) == 1 and _short(box.element):
        return [Row(box.element, block.rows[0].links)]
    return block.rows


def _widen_first(block: Block) -> None:
    first, second = block.rows[0], block.rows[1]
    if first.element.tag == second.element.tag:
        return
    element: _Element | None = first.element
    while element is not None and element.tag != second.element.tag:
        element = element.getparent()
    if element is not None and _short(element):
        block.rows[0] = Row(element, first.links)


def _short(element: _Element) -> bool:
    return sum(len(text) for text in texts_of(element, 200)) < _ROW_CHARS


def _words_before(block: Block, box: Node) -> bool:
    element: _Element | None = block.rows[0].element
    while element is not None and element is not box.element.getparent():
        for sibling in islice(element.itersiblings(preceding=True), 5):
            words = "".join(texts_of(sibling, 20)).strip()
            if words and not is_day(words):
                return True
        element = element.getparent()
    return False
