"""Find the blocks of repeated rows in the tree of links, and join blocks that are one list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_row_label
from bulletin_spider.listings.page.tree import links_of, texts_of
from bulletin_spider.listings.rows.cards import card_rows
from bulletin_spider.listings.rows.dates import is_day
from bulletin_spider.listings.rows.row_block import ROW_TAGS, ListingRow, RowBlock

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

_INLINE_TAGS = frozenset({"a", "td", "th", "span", "em", "font", "b", "strong", "i"})
# A row leads to few addresses: its headline, a department, a file, an interpretation.
_MAX_ROW_ADDRESSES = 6
# A longer element holds more than one row.
_MAX_ROW_CHARS = 1500


@dataclass(slots=True)
class _LinksBelow:
    texts_by_url: dict[str, str] | None
    """The longest link text of each address at or below a node; None if there are too many for one row."""
    has_row_tag: bool = False
    """Whether an element below the node is an ``li`` or ``tr``."""


def find_blocks(nodes: list[Node]) -> list[RowBlock]:
    """Return every block of rows among ``nodes`` (parents before children), in page order."""
    links_below = _links_below(nodes)
    rows = {node for node in nodes if _is_row(node, links_below)}
    boxes = {
        node
        for node in nodes
        if links_below[node].has_row_tag and len(links_below[node].texts_by_url or ()) == 1
    }
    blocks = []
    waiting = [nodes[0]]
    while waiting:
        node = waiting.pop()
        own = (
            _boxed_rows(node, boxes)
            or card_rows(node, rows)
            or _grid_rows(node, rows)
            or _child_rows(node, rows)
        )
        if own:
            blocks.append(RowBlock(node, list(own.values())))
        taken = {child.parent if child.parent is not node else child for child in own}
        waiting.extend(child for child in reversed(node.children) if child not in taken)
    return blocks


def _boxed_rows(node: Node, boxes: set[Node]) -> dict[Node, ListingRow]:
    """Return the children that are a whole table or list around one address as rows, if there are several."""
    able = [child for child in node.children if child in boxes]
    kinds = Counter((child.element.tag, child.element.get("class")) for child in able)
    kind, count = kinds.most_common(1)[0] if kinds else (("", None), 0)
    if count < 2 or count * 2 < len(node.children):
        return {}
    own = [child for child in able if (child.element.tag, child.element.get("class")) == kind]
    return {child: ListingRow(child.element, list(links_of(child))) for child in own}


def _grid_rows(node: Node, rows: set[Node]) -> dict[Node, ListingRow]:
    """Return the cells of a list in columns, line by line; each line holds rows, the last one may hold only one."""
    lines = [child for child in node.children if child.element.tag in ROW_TAGS]
    cells = [cell for line in lines for cell in line.children]
    if len(lines) < len(node.children) or all(line in rows for line in lines) or not rows.issuperset(cells):
        return {}
    return {cell: ListingRow(cell.element, list(links_of(cell))) for cell in cells}


def _child_rows(node: Node, rows: set[Node]) -> dict[Node, ListingRow]:
    able = [child for child in node.children if child in rows]
    if not able:
        return {}
    tag = Counter(child.element.tag for child in able).most_common(1)[0][0]
    own = [child for child in able if child.element.tag == tag]
    lone = len(own) == 1 and len(node.children) == 1
    # A lone box is no row: its children are examined next.
    if lone and tag not in ROW_TAGS and own[0].children:
        return {}
    return {child: ListingRow(child.element, list(links_of(child))) for child in own}


def _links_below(nodes: list[Node]) -> dict[Node, _LinksBelow]:
    links_below: dict[Node, _LinksBelow] = {}
    for node in reversed(nodes):
        texts_by_url: dict[str, str] | None = {node.url: node.text} if node.url else {}
        has_row_tag = False
        for child in node.children:
            part = links_below[child]
            has_row_tag = has_row_tag or part.has_row_tag or child.element.tag in ROW_TAGS
            texts_by_url = _with_texts(texts_by_url, part.texts_by_url)
        links_below[node] = _LinksBelow(texts_by_url, has_row_tag)
    return links_below


def _with_texts(one: dict[str, str] | None, other: dict[str, str] | None) -> dict[str, str] | None:
    if one is None or other is None:
        return None
    for url, text in other.items():
        if len(text) >= len(one.get(url, "")):
            one[url] = text
    return one if len(one) <= _MAX_ROW_ADDRESSES else None


def _is_row(node: Node, links_below: dict[Node, _LinksBelow]) -> bool:
    links = links_below[node]
    if not links.texts_by_url or links.has_row_tag:
        return False
    if len(links.texts_by_url) == 1:
        return True
    kinds = Counter((child.element.tag, child.element.get("class")) for child in node.children)
    # Several boxes of one kind are several rows.
    if any(count > 1 and tag not in _INLINE_TAGS for (tag, _), count in kinds.items()):
        return False
    longest = max(links.texts_by_url.values(), key=len)
    return len({text for text in links.texts_by_url.values() if not is_row_label(text, longest)}) == 1


def join_blocks(blocks: list[RowBlock]) -> list[RowBlock]:
    """Return ``blocks``, with neighbours joined whose boxes have the same shape and no heading between them.

    If a box holds a single row, the box becomes the row, so that a day beside the row's own element is read.
    """
    joined: list[RowBlock] = []
    last: Node | None = None
    last_shape = ""
    for block in blocks:
        box, shape = _outermost_box(block)
        alike = (
            last is not None and box.parent is not None and box.parent is last.parent and shape == last_shape
        )
        if alike and last is not None and not _has_heading(block, box, last):
            joined[-1].rows.extend(_rows_of_box(block, box))
            _widen_first_row(joined[-1])
        else:
            joined.append(RowBlock(block.parent, list(block.rows)))
        last, last_shape = box, shape
    return joined


def _outermost_box(block: RowBlock) -> tuple[Node, str]:
    """Return the outermost element whose only links are the block's, and its shape: tags and classes to the rows."""
    node = block.parent
    shape = [str(block.rows[0].element.tag)]
    while node.parent is not None and len(node.parent.children) == 1:
        shape.append(_tag_and_class(node))
        node = node.parent
    shape.append(_tag_and_class(node))
    return node, "<".join(shape)


def _tag_and_class(node: Node) -> str:
    return f"{node.element.tag}.{node.element.get('class')}"


def _rows_of_box(block: RowBlock, box: Node) -> list[ListingRow]:
    if len(block.rows) == 1 and _is_short(box.element):
        return [ListingRow(box.element, block.rows[0].links)]
    return block.rows


def _widen_first_row(block: RowBlock) -> None:
    """Make the first row a box like the second; it was added before it was known that its box is one of several."""
    first, second = block.rows[0], block.rows[1]
    if first.element.tag == second.element.tag:
        return
    element: _Element | None = first.element
    while element is not None and element.tag != second.element.tag:
        element = element.getparent()
    if element is not None and _is_short(element):
        block.rows[0] = ListingRow(element, first.links)


def _is_short(element: _Element) -> bool:
    return sum(len(text) for text in texts_of(element, 200)) < _MAX_ROW_CHARS


def _has_heading(block: RowBlock, box: Node, last: Node) -> bool:
    """Tell whether a text other than a day precedes the block's rows in its box, or parts the box from ``last``."""
    element: _Element | None = block.rows[0].element
    while element is not None and element is not box.element.getparent():
        for sibling in islice(element.itersiblings(preceding=True), 5):
            if sibling is last.element:
                break
            text = "".join(texts_of(sibling, 20)).strip()
            if text and not is_day(text):
                return True
        element = element.getparent()
    return False
