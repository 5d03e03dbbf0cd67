"""A page parsed once: its links in page order and the sparse tree of elements that hold links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from bulletin_spider.listings.page.link_texts import builds_pager, turns_pages
from bulletin_spider.listings.page.links import absolute, clicked
from bulletin_spider.markup.parsing import with_few_attributes
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_CHARS = 3_000_000
_TEXTS = 40
_TEXT = 2000
MAX_LINKS = 3_000
_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]{0,200}>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATA = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}")


@dataclass(slots=True, eq=False)
class Node:
    """An element on the way to a link; ``url`` and ``words`` are set on the link's own element."""

    element: _Element
    parent: Node | None = None
    url: str | None = None
    words: str = ""
    at: int = 0
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class PageTree:
    """The page's address, base, source text and root; ``top`` is the sparse tree, all in page order.

    ``anchors`` are all elements a person can click, also those without an address of their own;
    a node's ``at`` is its number among them, ``pager_at`` the number at which a pager stands, if one is seen.
    """

    url: str
    base: str
    text: str
    root: _Element
    top: Node
    links: list[Node] = field(default_factory=list)
    anchors: list[_Element] = field(default_factory=list)
    pager_at: int | None = None


def read_tree(text: str, url: str) -> PageTree:
    """Return the tree of an HTML ``text``; any text gives one, an empty page gives one without links."""
    text = _FORBIDDEN.sub("", _PROLOGUE.sub("", text[: 2 * MAX_CHARS]))
    if len(text) > MAX_CHARS:
        text = _DATA.sub("data:,", text)[:MAX_CHARS]
    text = with_few_attributes(text)
    root = None
    if text.strip():
        parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(text, parser)
    root = etree.Element("html") if root is None else root
    base = next(root.iter("base"), None)
    href = base.get("href") if base is not None else None
    tree = PageTree(url, absolute(href or "", url) or url, text, root, Node(root))
    _grow(tree)
    return tree


def _grow(tree: PageTree) -> None:
    known = {tree.root: tree.top}
    for element in tree.root.iter("a", "area", "script"):
        at = len(tree.anchors)
        if element.tag == "script":
            if tree.pager_at is None and builds_pager(element.text or ""):
                tree.pager_at = at
            continue
        if at == MAX_LINKS:
            break
        tree.anchors.append(element)
        words = link_words(element)
        if tree.pager_at is None and turns_pages(words):
            tree.pager_at = at
        url = absolute(element.get("href") or "", tree.base) or clicked(
            element.get("onclick") or "", tree.base
        )
        if url is None:
            continue
        node = Node(element, url=url, words=words, at=at)
        known[element] = node
        tree.links.append(node)
        _hang(node, known)


def _hang(node: Node, known: dict[_Element, Node]) -> None:
    while (element := node.element.getparent()) is not None:
        parent = known.get(element)
        node.parent = parent or known.setdefault(element, Node(element, at=node.at))
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


def link_words(element: _Element) -> str:
    """Return the words of a link, without blanks at its ends."""
    return clean("".join(texts_of(element, _TEXTS))[:2000])


def texts_of(element: _Element, most: int) -> Iterator[str]:
    """Yield the texts in ``element`` in page order, at most ``most``: an unclosed link may hold a whole page."""
    return (str(text)[:_TEXT] for text in islice(element.itertext(), most))


def links_of(node: Node) -> Iterator[Node]:
    """Yield the links at and under ``node``, in page order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.url:
            yield one
        waiting.extend(reversed(one.children))
