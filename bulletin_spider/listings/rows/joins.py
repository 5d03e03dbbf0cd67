"""Rows that a template put into several boxes, put together again: groups of five, one table a row, columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.listings.rows.blocks import Block
from bulletin_spider.listings.rows.cards import Row
from bulletin_spider.listings.rows.dates import is_day

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

_ROW_CHARS = 1500


def join_blocks(blocks: list[Block]) -> list[Block]:
    """Return ``blocks`` with those joined that stand in boxes of one shape side by side without a heading.

    A box that holds a single row is that row, so that a day beside the row's own element is seen.
    """
    joined: list[Block] = []
    last: Node | None = None
    last_shape = ""
    for block in blocks:
        box, shape = _box(block)
        alike = (
            last is not None and box.parent is not None and box.parent is last.parent and shape == last_shape
        )
        if alike and last is not None and not _heading_in(block, box, last):
            joined[-1].rows.extend(_rows(block, box))
            _widen_first(joined[-1])
        else:
            joined.append(Block(block.parent, list(block.rows)))
        last, last_shape = box, shape
    return joined


def _box(block: Block) -> tuple[Node, str]:
    """Return the outermost element that holds no links but the block's, and the tags and classes down to the rows."""
    node = block.parent
    shape = [str(block.rows[0].element.tag)]
    while node.parent is not None and len(node.parent.children) == 1:
        shape.append(_kind(node))
        node = node.parent
    shape.append(_kind(node))
    return node, "<".join(shape)


def _kind(node: Node) -> str:
    return f"{node.element.tag}.{node.element.get('class')}"


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


def _heading_in(block: Block, box: Node, last: Node) -> bool:
    """Tell whether words stand before the block's rows inside its box, or between the box and the ``last`` one."""
    element: _Element | None = block.rows[0].element
    while element is not None and element is not box.element.getparent():
        for sibling in islice(element.itersiblings(preceding=True), 5):
            if sibling is last.element:
                break
            words = "".join(texts_of(sibling, 20)).strip()
            if words and not is_day(words):
                return True
        element = element.getparent()
    return False
