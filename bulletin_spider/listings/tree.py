"""A page parsed once: its links in page order and the sparse tree of elements that hold links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from bulletin_spider.listings.links import absolute

MAX_CHARS = 3_000_000
MAX_LINKS = 20_000
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True, eq=False)
class Node:
    """An element on the way to a link; ``url`` is set on the link's own element."""

    element: Any
    parent: Node | None = None
    url: str | None = None
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class PageTree:
    """The page's address, base, source text and root element; ``top`` is the sparse tree, in page order."""

    url: str
    base: str
    text: str
    root: Any
    top: Node
    links: list[Node]


def read_tree(text: str, url: str) -> PageTree:
    """Return the tree of an HTML ``text``; any text gives one, an empty page gives one without links."""
    text = _FORBIDDEN.sub("", _XML_DECLARATION.sub("", text[:MAX_CHARS]))
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text, parser) if text.strip() else None
    if root is None:
        root = etree.Element("html")
    base = _base(root, url)
    return PageTree(url, base, text, root, *_sparse(root, base))


def _base(root: Any, url: str) -> str:
    href = next(iter(root.xpath("//base[@href][1]/@href")), "")
    return absolute(str(href), url) or url


def _sparse(root: Any, base: str) -> tuple[Node, list[Node]]:
    top = Node(root)
    known = {root: top}
    links = []
    for element in root.xpath("(//a[@href] | //area[@href])")[:MAX_LINKS]:
        url = absolute(element.get("href"), base)
        if url is None:
            continue
        node = Node(element, url=url)
        links.append(node)
        known[element] = node
        _hang(node, known)
    return top, links


def _hang(node: Node, known: dict[Any, Node]) -> None:
    while True:
        element = node.element.getparent()
        if element is None:
            return
        parent = known.get(element)
        node.parent = parent or known.setdefault(element, Node(element))
        node.parent.children.append(node)
        if parent is not None:
            return
        node = node.parent


def walk(top: Node) -> list[Node]:
    """Return ``top`` and all nodes under it, parents before children, in page order."""
    found = []
    waiting = [top]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children))
    return found
