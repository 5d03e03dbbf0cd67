"""Find the name of the list that a 更多 (more) link belongs to, in the markup around the link."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.home.words import channel_words, is_more
from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_LEVELS = 6
"""Elements to climb from the link: cell, row, table, cell, row, table of a layout of nested tables."""
_MAX_NAME_CHARS = 24
"""A longer text is prose or a headline; the longest names of channels have about twenty characters."""
_MAX_TABS = 10
"""A row of more tabs is a menu."""
_MAX_SIBLINGS = 30
_MAX_PIECE = 100
"""Characters of a text that are looked at; a longer one is no name."""
_NO_TEXT = frozenset({"script", "style", "img", "br", "hr", "input"})


def name_around(link: _Element) -> str:
    """Return the words before the link, else those behind it, else the head of the tab it is in; empty if none."""
    element = link
    for _ in range(_LEVELS):
        parent = element.getparent()
        if parent is None or element.tag == "body":
            return ""
        name = _name_before(element) or _name_behind(element) or _head_of_tab(element)
        if name:
            return name
        element = parent
    return ""


def _name_before(element: _Element) -> str:
    """Return the nearest words before the element; of words in two languages the Chinese ones."""
    names = list(islice((name for name in _words_before(element) if 0 < len(name) <= _MAX_NAME_CHARS), 2))
    return next((name for name in names if not name.isascii()), names[0] if names else "")


def _words_before(element: _Element) -> Iterator[str]:
    for sibling in islice(element.itersiblings(preceding=True), _MAX_SIBLINGS):
        yield channel_words((sibling.tail or "")[:200])
        yield _name_in(sibling)
    parent = element.getparent()
    if parent is not None:
        yield channel_words((parent.text or "")[:200])


def _name_behind(element: _Element) -> str:
    name = channel_words((element.tail or "")[:200])
    if name and len(name) <= _MAX_NAME_CHARS:
        return name
    for sibling in islice(element.itersiblings(), 2):
        if sibling.tag not in _NO_TEXT and clean("".join(texts_of(sibling, 10))):
            return _name_in(sibling)
    return ""


def _name_in(element: _Element) -> str:
    """Return the text of an element that is a heading: short, in one piece, with no link to an article."""
    if element.tag in _NO_TEXT or not isinstance(element.tag, str):
        return _words_of_picture(element) if element.tag == "img" else ""
    pieces = [
        text for raw in texts_of(element, 12) if (text := clean(raw[:_MAX_PIECE])) and not is_more(text)
    ]
    links = list(islice(element.iter("a"), 3))
    if len(links) > 2 or len(pieces) > 2:
        return ""
    if not pieces:
        return next(
            (words for img in islice(element.iter("img"), 3) if (words := _words_of_picture(img))), ""
        )
    if any(len(clean("".join(texts_of(one, 6)))) > _MAX_NAME_CHARS // 2 for one in links):
        return ""
    name = channel_words(" ".join(pieces))
    return name if len(name) <= _MAX_NAME_CHARS else ""


def _words_of_picture(picture: _Element) -> str:
    return channel_words(picture.get("alt") or picture.get("title") or "")


def _head_of_tab(pane: _Element) -> str:
    """Return the head of a tab whose panes are ``pane`` and its siblings: as many heads as panes, in the same order."""
    parent = pane.getparent()
    if parent is None:
        return ""
    panes = [child for child in islice(parent, _MAX_SIBLINGS) if child.tag == pane.tag]
    if not 2 <= len(panes) <= _MAX_TABS or pane not in panes:
        return ""
    at = panes.index(pane)
    for row in _before(parent):
        for heads in islice(row.iter(), 12):
            names = [_name_in(child) for child in islice(heads, _MAX_TABS + 1) if child.tag not in _NO_TEXT]
            if len(names) == len(panes) and all(names) and not _has_address(heads):
                return names[at]
    return ""


def _has_address(element: _Element) -> bool:
    """Tell whether a link in ``element`` leads to a page: heads with links name their own lists, a menu names none."""
    hrefs = (link.get("href") or "" for link in islice(element.iter("a"), _MAX_TABS))
    return any(absolute_url(href, "http://x/") is not None for href in hrefs)


def _before(element: _Element) -> Iterator[_Element]:
    """Yield the elements right before ``element`` and right before its parent."""
    for one in (element, element.getparent()):
        if one is not None:
            yield from islice(one.itersiblings(preceding=True), 2)
