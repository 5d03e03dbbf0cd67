"""Repeated rows of links: which elements of the sparse tree are rows, and which rows stand together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.listings.words import is_minor
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from bulletin_spider.listings.tree import Node

ROW_TAGS = {"li", "tr", "dl"}
_MANY = 6


@dataclass(slots=True, eq=False)
class Row:
    """The elements of one row and the links in them, in page order."""

    elements: list[Any]
    links: list[Node]


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
    blocks = []
    waiting = [order[0]]
    while waiting:
        node = waiting.pop()
        own = _own_rows(node, rows)
        if own:
            blocks.append(Block(node, [Row([child.element], _links(child)) for child in own]))
        waiting.extend(child for child in reversed(node.children) if child not in own)
    return blocks


def _own_rows(node: Node, rows: set[Node]) -> list[Node]:
    able = [child for child in node.children if child in rows]
    if not able:
        return []
    tags = Counter(child.element.tag for child in able)
    tag = tags.most_common(1)[0][0]
    own = [child for child in able if child.element.tag == tag]
    return own if len(own) > 1 or tag in ROW_TAGS else []


def _links(node: Node) -> list[Node]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if one.url:
            found.append(one)
        waiting.extend(reversed(one.children))
    return found


def _sums(order: list[Node]) -> dict[Node, _Sum]:
    sums: dict[Node, _Sum] = {}
    for node in reversed(order):
        targets: dict[str, str] | None = {}
        if node.url:
            targets = {node.url: link_text(node.element)}
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
    if any(count > 1 and tag not in {"a", "td", "span"} for (tag, _), count in kinds.items()):
        return False
    longest = max(total.targets.values(), key=len)
    return sum(not is_minor(text, longest) for text in total.targets.values()) == 1


def link_text(element: Any) -> str:
    """Return the words of a link, without blanks at its ends."""
    return clean("".join(element.itertext())[:2000])
