"""The headline of a row: the link's words without its day, whole where the page holds the whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.link_texts import is_generic, is_minor
from bulletin_spider.listings.rows.dates import is_day, without_day
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

_LABEL_CHARS = 3
_TITLE_CHARS = 300
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOXES = frozenset({"div", "p", "li", "dt", "dd", "section", "article", "td"}) | _HEADINGS
_CUT = re.compile(r"(?:…|\.{2,}|．{2,}|。{2,})+\s*$")
_PIN = re.compile(r"^[\[【(（〔]?\s*(?:置顶|顶)\s*[\]】)）〕]\s*|^置顶[\s:：]*")
_BULLET = re.compile(r"^[·•∙■□▪◆◇●○※★☆▲►>》\s]+(?=\S)")
"""Ornaments that a page puts in front of a row's link, or into it."""
_FIGURES = re.compile(r"[\d\s\-./年月日:：\[\]()（）]*")


def headline(links: list[Node]) -> Node:
    """Return which of a row's links is the headline: the first that is no label, picture or 'details' link."""
    longest = max((link.words for link in links), key=len)
    return next((link for link in links if not is_minor(link.words, longest)), links[0])


def title_of(link: Node, texts: list[str]) -> str:
    """Return the headline's words; ``texts`` are the row's other words, for a link that only says 'details'."""
    words = _BULLET.sub("", without_day(_PIN.sub("", _words(link.element))))
    if not words or is_generic(words):
        words = _attribute(link.element) or _longest(texts)
    return _whole(words, link.element)


def _words(element: _Element) -> str:
    chunks = [(box, clean("".join(texts))) for box, texts in _chunks(element)]
    chunks = [(box, text) for box, text in chunks if text and not is_day(text)]
    for box, text in chunks:
        if box in _HEADINGS:
            return text
    lines = [text for _, text in chunks if not _FIGURES.fullmatch(text) and not _PIN.fullmatch(text)]
    return next((text for text in lines if len(text) > _LABEL_CHARS), lines[0] if lines else "")


def _chunks(element: _Element) -> Iterator[tuple[str, list[str]]]:
    """Yield the texts of a link box by box; days and lone figures in elements of their own are left out."""
    box = "a"
    texts: list[str] = []
    for event, node in _steps(element):
        if node.tag in _BOXES:
            yield box, texts
            box, texts = (node.tag if event == "start" else "a"), []
        text = (node.text if event == "start" else node.tail) or ""
        alone = event == "start" and node is not element and len(node) == 0
        if not (alone and (is_day(clean(text)) or _FIGURES.fullmatch(text))):
            texts.append(text)
    yield box, texts


def _steps(element: _Element) -> Iterator[tuple[str, _Element]]:
    yield "start", element
    for child in element.iterchildren():
        yield from _steps(child)
        yield "end", child


def _whole(words: str, element: _Element) -> str:
    whole = _attribute(element)
    cut = _CUT.sub("", words)
    if cut != words and _letters(whole) == _letters(cut):
        return whole
    begins = _letters(whole).startswith(_letters(cut)) and len(_letters(whole)) > len(_letters(cut))
    rest = _letters(whole)[len(_letters(cut)) :]
    return whole if begins and len(cut) > _LABEL_CHARS and not _FIGURES.fullmatch(rest) else words


def _attribute(element: _Element) -> str:
    for name in ("title", "alt"):
        for holder in element.iter():
            value = clean(str(holder.get(name) or "")) if isinstance(holder.tag, str) else ""
            if value and len(value) < _TITLE_CHARS:
                return value
    return ""


def _longest(texts: list[str]) -> str:
    return max((text for text in texts if not is_day(text) and not is_generic(text)), key=len, default="")


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)
