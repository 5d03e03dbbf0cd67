"""Repeated rows of links: which elements of the sparse tree are rows, and which rows stand together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_minor
from bulletin_spider.listings.page.tree import links_of, texts_of
from bulletin_spider.listings.rows.cards import Row, card_rows
from bulletin_spider.listings.rows.dates import is_day

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

ROW_TAGS = frozenset({"li", "tr"})
_INLINE = frozenset({"a", "td", "th", "span", "em", "font", "b", "strong", "i"})
_MANY = 6


@dataclass(slots=True, eq=False)
class Block:
    """Rows that stand together under ``parent``."""

    parent: Node
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Sum:
    targets: dict[str, str] | None
    inner: bool = False


def find_blocks(order: list[Node]) -> list[Block]:
    """Return every run of rows among the nodes of ``order`` (parents first), in page order."""
    sums = _sums(order)
    rows = {node for node in order if _is_row(node, sums)}
    boxes = {node for node in order if sums[node].inner and len(sums[node].targets or ()) == 1}
    blocks = []
    waiting = [order[0]]
    while waiting:
        node = waiting.pop()
        own = (
            _boxed_rows(node, boxes)
            or card_rows(node, rows)
            or _grid_rows(node, rows)
            or _own_rows(node, rows)
        )
        if own:
            blocks.append(Block(node, list(own.values())))
        taken = {child.parent if child.parent is not node else child for child in own}
        waiting.extend(child for child in reversed(node.children) if child not in taken)
    return blocks


def _boxed_rows(node: Node, boxes: set[Node]) -> dict[Node, Row]:
    """Return the children that are a whole table or list around one address: a row each, if there are several."""
    able = [child for child in node.children if child in boxes]
    kinds = Counter((child.element.tag, child.element.get("class")) for child in able)
    kind, count = kinds.most_common(1)[0] if kinds else (("", None), 0)
    if count < 2 or count * 2 < len(node.children):
        return {}
    own = [child for child in able if (child.element.tag, child.element.get("class")) == kind]
    return {child: Row(child.element, list(links_of(child))) for child in own}


def _grid_rows(node: Node, rows: set[Node]) -> dict[Node, Row]:
    """Return the cells of a list set in columns, line by line: each line holds rows, the last perhaps only one."""
    lines = [child for child in node.children if child.element.tag in ROW_TAGS]
    cells = [cell for line in lines for cell in line.children]
    if len(lines) < len(node.children) or all(line in rows for line in lines) or not rows.issuperset(cells):
        return {}
    return {cell: Row(cell.element, list(links_of(cell))) for cell in cells}


def _own_rows(node: Node, rows: set[Node]) -> dict[Node, Row]:
    able = [child for child in node.children if child in rows]
    if not able:
        return {}
    tag = Counter(child.element.tag for child in able).most_common(1)[0][0]
    own = [child for child in able if child.element.tag == tag]
    lone = len(own) == 1 and len(node.children) == 1
    if lone and tag not in ROW_TAGS and own[0].children:
        return {}
    return {child: Row(child.element, list(links_of(child))) for child in own}


def _sums(order: list[Node]) -> dict[Node, _Sum]:
    sums: dict[Node, _Sum] = {}
    for node in reversed(order):
        targets: dict[str, str] | None = {node.url: node.words} if node.url else {}
        inner = False
        for child in node.children:
            part = sums[child]
            inner = inner or part.inner or child.element.tag in ROW_TAGS
            targets = _joined(targets, part.targets)
        sums[node] = _Sum(targets, inner)
    return sums


def _joined(one: dict[str, str] | None, other: dict[str, str] | None) -> dict[str, str] | None:
    if one is None or other is None:
        return None
    for url, text in other.items():
        if len(text) >= len(one.get(url, "")):
            one[url] = text
    return one if len(one) <= _MANY else None


def _is_row(node: Node, sums: dict[Node, _Sum]) -> bool:
    total = sums[node]
    if not total.targets or total.inner:
        return False
    if len(total.targets) == 1:
        return True
    kinds = Counter((child.element.tag, child.element.get("class")) for child in node.children)
    if any(count > 1 and tag not in _INLINE for (tag, _), count in kinds.items()):
        return False
    longest = max(total.targets.values(), key=len)
    return len({text for text in total.targets.values() if not is_minor(text, longest)}) == 1


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
