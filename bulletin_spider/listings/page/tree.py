"""Parse a page once: its links in page order, and a sparse tree of the elements that hold links."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from bulletin_spider.listings.page.link_texts import draws_pager, is_pager_link
from bulletin_spider.listings.page.links import absolute_url, clicked_url
from bulletin_spider.markup.parsing import parse, separate_items, shorten
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LINKS = 3_000
"""Links of a page that are read; the largest saved portal page has 1,600."""
_MAX_LINK_TEXTS = 40
"""Texts of a link that are read: a link that is never closed holds the rest of the page."""
_MAX_SCRIPT_CHARS = 400_000
"""Characters of scripts that are searched for a pager; a page with a library inside has 300,000."""
_MAX_TEXT_CHARS = 2000
"""Characters of one text that are read; the longest headline has a hundred."""


@dataclass(slots=True, eq=False)
class Node:
    """An element that is a link or holds links; ``url`` and ``text`` are set on the link's own element."""

    element: _Element
    parent: Node | None = None
    url: str | None = None
    text: str = ""
    anchor_index: int = 0
    """Position in ``PageTree.anchors`` of the link, or of the first link below."""
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class PageTree:
    """A parsed page: its address, base address, source text (as far as it is read), root element and sparse tree."""

    url: str
    base: str
    text: str
    root: _Element
    top: Node
    """Root of the sparse tree, whose nodes are in page order."""
    anchors: list[_Element] = field(default_factory=list)
    """All elements that a person can click, in page order; some have no address."""
    labels: list[str] = field(default_factory=list)
    """The text of each of ``anchors``."""
    pager_index: int | None = None
    """Number of anchors before the pager; None if no pager is seen."""
    domains: tuple[str, ...] = ()
    """Hosts of the site, besides the page's own."""


def read_tree(text: str, url: str) -> PageTree:
    """Return the tree of an HTML ``text``. Any text is accepted; an empty page has a tree without links."""
    text = shorten(text)
    root = parse(text)
    if root is None:
        root = etree.Element("html")
    separate_items(root)
    base = next(root.iter("base"), None)
    href = base.get("href") if base is not None else None
    tree = PageTree(url, absolute_url(href or "", url) or url, text, root, Node(root))
    _add_links(tree)
    return tree


def _add_links(tree: PageTree) -> None:
    nodes = {tree.root: tree.top}
    for element in tree.root.iter("a", "area", "script"):
        index = len(tree.anchors)
        if element.tag == "script":
            if tree.pager_index is None and draws_pager(element.text or ""):
                tree.pager_index = index
            continue
        if index == MAX_LINKS:
            break
        text = link_text(element)
        tree.anchors.append(element)
        tree.labels.append(text)
        if tree.pager_index is None and is_pager_link(text):
            tree.pager_index = index
        url = absolute_url(element.get("href") or "", tree.base) or clicked_url(
            element.get("onclick") or "", tree.base
        )
        if url is None:
            continue
        node = Node(element, url=url, text=text, anchor_index=index)
        nodes[element] = node
        _attach_to_parents(node, nodes)


def _attach_to_parents(node: Node, nodes: dict[_Element, Node]) -> None:
    while (element := node.element.getparent()) is not None:
        parent = nodes.get(element)
        node.parent = parent or nodes.setdefault(element, Node(element, anchor_index=node.anchor_index))
        node.parent.children.append(node)
        if parent is not None:
            return
        node = node.parent


def script_text(root: _Element) -> str:
    """Return the texts of the scripts in a page; data in scripts of another type is left out."""
    scripts = (one for one in root.iter("script") if "json" not in (one.get("type") or ""))
    return "\n".join(one.text for one in scripts if one.text)[:_MAX_SCRIPT_CHARS]


def nodes_in_page_order(top: Node) -> list[Node]:
    """Return ``top`` and all nodes below it, parents before children, in page order."""
    nodes = []
    waiting = [top]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting.extend(reversed(node.children))
    return nodes


def link_text(element: _Element) -> str:
    """Return the text of a link, with normalized spaces."""
    if not len(element):
        return clean((element.text or "")[:_MAX_TEXT_CHARS])
    return clean("".join(texts_of(element, _MAX_LINK_TEXTS))[:_MAX_TEXT_CHARS])


def texts_of(element: _Element, limit: int) -> Iterator[str]:
    """Yield the texts in ``element`` in page order, at most ``limit``: an unclosed link may hold a whole page."""
    return (str(text)[:_MAX_TEXT_CHARS] for text in islice(element.itertext(), limit))


def links_of(node: Node) -> Iterator[Node]:
    """Yield the links at and below ``node``, in page order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.url:
            yield current
        waiting.extend(reversed(current.children))
