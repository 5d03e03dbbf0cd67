"""Parse a page once: its links in page order, and a sparse tree of the elements that hold links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from bulletin_spider.listings.page.link_texts import draws_pager, is_pager_link
from bulletin_spider.listings.page.links import absolute_url, clicked_url
from bulletin_spider.markup.parsing import with_few_attributes
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

# Bounds on hostile pages: reading time stays within seconds, see tests/listings/test_hostile_pages.py.
_MAX_CHARS = 3_000_000
_MAX_LINKS = 3_000
_MAX_LINK_TEXTS = 40
_MAX_TEXT_CHARS = 2000
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}>")
# Characters that lxml rejects.
_FORBIDDEN_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Pictures inside the page are dropped first from a page above the bound: they hold no links.
_BASE64_DATA = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}")


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
    """A parsed page: its address, base address, source text, root element and sparse tree."""

    url: str
    base: str
    text: str
    root: _Element
    top: Node
    """Root of the sparse tree, whose nodes are in page order."""
    anchors: list[_Element] = field(default_factory=list)
    """All elements that a person can click, in page order; some have no address."""
    pager_index: int | None = None
    """Number of anchors before the pager; None if no pager is seen."""


def read_tree(text: str, url: str) -> PageTree:
    """Return the tree of an HTML ``text``. Any text is accepted; an empty page has a tree without links."""
    text = _FORBIDDEN_CHARS.sub("", _XML_DECLARATION.sub("", text[: 2 * _MAX_CHARS]))
    if len(text) > _MAX_CHARS:
        text = _BASE64_DATA.sub("data:,", text)[:_MAX_CHARS]
    text = with_few_attributes(text)
    root = None
    if text.strip():
        parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(text, parser)
    root = etree.Element("html") if root is None else root
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
        if index == _MAX_LINKS:
            break
        tree.anchors.append(element)
        text = link_text(element)
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
