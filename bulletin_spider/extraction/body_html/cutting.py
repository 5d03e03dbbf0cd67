"""Cut a page down to the smallest element that holds its body, and leave no other text and no other picture in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from bulletin_spider.extraction.body_html.alignment import Span, compared, find_paragraphs, kept_part
from bulletin_spider.extraction.document.element_flags import BLOCK_TAGS, SKIPPED_TAGS, STYLED_TAGS, is_hidden
from bulletin_spider.extraction.fields.media import absolute_url, image_address
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS_OF_TABLES = ("tr", "tbody", "thead", "tfoot", "colgroup")
"""Elements that mean nothing without the table around them."""
_WITH_OWN_MEANING = frozenset(["table", "ul", "ol", "dl", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"])
"""Elements that stay as they are if they hold the whole body. Any other one is a plain block."""
_RAW_TEXT = ("xmp", "plaintext", "noembed", "noframes", "listing")
"""Elements in which a parser reads no markup: written and read again, their text would not be the same."""
_MAX_PICTURES = 2_000
"""Pictures of a page that are compared with those of the body, of which there are at most 500."""


class _Text(NamedTuple):
    """A text of the page: the one at the start of ``element``, or its tail. ``start`` counts compared characters."""

    element: etree._Element
    is_tail: bool
    text: str
    start: int


class _Picture(NamedTuple):
    """A picture of the page. ``place`` is the number of texts before it, and its own number."""

    place: tuple[int, int]
    element: etree._Element
    url: str = ""


class _Texts:
    """The visible texts and pictures of a page in its order, and the elements that are left out."""

    def __init__(self, root: etree._Element, *, hidden: bool) -> None:
        self.root = root
        self.texts: list[_Text] = []
        self.pictures: list[_Picture] = []
        self.left_out: list[etree._Element] = []
        keys: list[str] = []
        self._read(root, keys, hidden=hidden)
        self.compared = "".join(keys)

    def _read(self, root: etree._Element, keys: list[str], *, hidden: bool) -> None:
        start = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            is_tail = event == "end"
            if not is_tail and (element.tag in SKIPPED_TAGS or (not hidden and _hides(element))):
                self.left_out.append(element)
                walk.skip_subtree()
                continue
            if not is_tail and element.tag == "img":
                self.pictures.append(_Picture((len(self.texts), len(self.pictures)), element))
            text = (element.tail if element is not root else None) if is_tail else element.text
            if text:
                self.texts.append(_Text(element, is_tail, text, start))
                keys.append(compared(text))
                start += len(keys[-1])


def _hides(element: etree._Element) -> bool:
    """Return whether the reader of documents leaves out the element as hidden."""
    is_block = element.tag in BLOCK_TAGS
    if not is_block and element.tag not in STYLED_TAGS:
        return False
    return is_hidden(element.get("style") or "") or (is_block and element.get("hidden") is not None)


def cut_to_body(
    root: etree._Element, paragraphs: list[str], pictures: list[str], base: str
) -> etree._Element | None:
    """Return the element under ``root`` that holds the body; None if ``paragraphs`` are not all on the page.

    The tree of ``root`` is changed: what else the element holds has no text any more, and its pictures have no
    address. Those whose address is one of ``pictures`` keep this address and their alternative text.
    Paragraphs in hidden blocks are found if they are nowhere else.
    """
    wanted = {i: key for i, paragraph in enumerate(paragraphs) if (key := compared(paragraph))}
    for hidden in (False, True):
        texts = _Texts(root, hidden=hidden)
        spans = find_paragraphs(texts.compared, [*wanted.values()]) if wanted else []
        if spans is not None:
            found = zip(spans, (paragraphs[i] for i in wanted), strict=True)
            return _cut(texts, [*found], set(pictures), base)
    return None


def _cut(
    texts: _Texts, paragraphs: list[tuple[Span, str]], pictures: set[str], base: str
) -> etree._Element | None:
    kept = _kept_texts(texts, paragraphs)
    shown = _shown_pictures(texts.pictures, kept, pictures, base)
    # A picture is before the text with the number of its place.
    holders = (
        [((i, len(texts.pictures)), _parent(texts.texts[i])) for i in (min(kept), max(kept))] if kept else []
    )
    holders += [(one.place, _around(one.element)) for one in shown]
    if not holders:
        return None
    first, last = (choose(holders, key=lambda place: place[0])[1] for choose in (min, max))
    for i, one in enumerate(texts.texts):
        text = kept.get(i, "")
        if one.is_tail:
            one.element.tail = text
        else:
            one.element.text = text
    for element in list(texts.root.iter(*_RAW_TEXT)):
        element.tag = "div" if element.tag in BLOCK_TAGS else "span"
    for element in texts.left_out:
        element.clear(keep_tail=True)  # type: ignore[call-arg] # not in lxml's stubs
    _show(texts.pictures, shown)
    return _common_block(first, last)


def _kept_texts(texts: _Texts, paragraphs: list[tuple[Span, str]]) -> dict[int, str]:
    """Return what is kept of the texts that hold a part of ``paragraphs``, by the number of the text."""
    kept: dict[int, str] = {}
    at = 0
    for i, one in enumerate(texts.texts):
        end = texts.texts[i + 1].start if i + 1 < len(texts.texts) else len(texts.compared)
        while at < len(paragraphs) and paragraphs[at][0].end <= one.start:
            at += 1
        behind = at
        while behind < len(paragraphs) and paragraphs[behind][0].start < end:
            behind += 1
        if end > one.start:
            if behind > at:
                kept[i] = kept_part(one.text, one.start, paragraphs[at:behind])
        elif at < len(paragraphs) and paragraphs[at][0].start < one.start:
            kept[i] = clean(one.text) or " "
    return kept


def _parent(one: _Text) -> etree._Element:
    return _around(one.element) if one.is_tail else one.element


def _around(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _shown_pictures(
    pictures: list[_Picture], kept: dict[int, str], wanted: set[str], base: str
) -> list[_Picture]:
    """Return the pictures whose address is ``wanted``, with it.

    A picture between the paragraphs is shown wherever it is. One that is only outside of them is shown once, where it
    is nearest: the last before the body, or the first behind it.
    """
    first, last = (min(kept), max(kept)) if kept else (0, 0)
    inside: list[_Picture] = []
    outside: dict[str, _Picture] = {}
    for one in islice(pictures, _MAX_PICTURES):
        url = absolute_url(image_address(one.element), base)
        if url not in wanted:
            continue
        if kept and first < one.place[0] <= last:
            inside.append(one._replace(url=url))
        elif url not in outside or (kept and one.place[0] <= first):
            outside[url] = one._replace(url=url)
    shown = {one.url for one in inside}
    return inside + [one for one in outside.values() if one.url not in shown]


def _show(pictures: list[_Picture], shown: list[_Picture]) -> None:
    """Leave the ``shown`` pictures only their address and alternative text, and the others no address."""
    for one in pictures:
        alternative = clean(one.element.get("alt") or "")
        one.element.attrib.clear()
        if alternative:
            one.element.set("alt", alternative)
    for one in shown:
        one.element.set("src", one.url)


def _common_block(first: etree._Element, last: etree._Element) -> etree._Element:
    """Return the smallest block around both elements, as an element that can be anywhere in a page."""
    around = {*_with_ancestors(first)}
    element = next(one for one in _with_ancestors(last) if one in around)
    if element.tag in _PARTS_OF_TABLES:
        element = next(element.iterancestors("table"), element)
    if element.tag not in _WITH_OWN_MEANING:
        element.tag = "div"
    return element


def _with_ancestors(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()
