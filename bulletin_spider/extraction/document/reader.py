"""One walk over the tree, from top to bottom: text is gathered until a block or a break ends the line."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.catalogue_card import mark_catalogue_card
from bulletin_spider.extraction.document.document import Document, Line, has_only_short_links, is_linked
from bulletin_spider.extraction.document.element_flags import (
    ATTACHMENT,
    HIDDEN,
    INHERITED,
    MENU,
    NEAR,
    NO_TRAITS,
    OUTER,
    PAGE_ENDINGS,
    SKIPPED_TAGS,
    STYLED_TAGS,
    TEXT_TAGS,
    TRAITS,
    flags_of_attributes,
    flags_of_names,
    is_hidden,
    leads_to_file,
)
from bulletin_spider.extraction.document.label_cells import join_labels_with_values
from bulletin_spider.extraction.document.line_classifier import (
    has_publication_day,
    kind,
    mark_footer_neighbours,
)
from bulletin_spider.markup.parsing import MAX_DEPTH
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.element_flags import Attributes, ElementTraits

    _Frame = tuple[etree._Element, int, int, int]  # noqa: SLF001 - lxml has no other name for it
    """The block around a line, its flags, its heading level and the frames around it."""
    from lxml import etree

_DOUBTED = HIDDEN | MENU
"""What a block must earn for it to be asked whether it is read at all."""


class DocumentReader:
    """Gathers the text of one line until a block or a break ends it."""

    __slots__ = (
        "believed",
        "document",
        "extra",
        "last",
        "lines",
        "link",
        "linked",
        "low",
        "parts",
        "spans",
        "unread",
    )  # fmt: skip

    def __init__(self, unread: int) -> None:
        self.unread = unread
        self.believed = ~HIDDEN | unread
        self.document = Document()
        self.lines, self.spans = self.document.lines, self.document.spans
        self.parts: list[str] = []
        self.link = -1
        self.linked = self.extra = self.last = self.low = 0

    def visit(self, node: etree._Element, frame: _Frame, level: int) -> None:
        """Read the text of ``node`` and of all below it; ``level`` is its depth."""
        parts = self.parts
        if (text := node.text) and (parts or not text.isspace()):
            parts.append(text)
        if level > MAX_DEPTH:
            self.document.depth = level if len(node) else self.document.depth
            return
        for child in node[:]:  # type: ignore[index] # not in lxml's stubs, much faster than its iterator
            tag = child.tag
            if traits := TRAITS.get(tag):
                self.enter(child, traits, frame, level)
            elif tag == "a":
                self.anchor(child, frame, level)
            elif tag not in SKIPPED_TAGS:
                self.inline(child, tag, frame, level)
            if (text := child.tail) and (parts or not text.isspace()):
                parts.append(text)

    def inline(self, node: etree._Element, tag: str, frame: _Frame, level: int) -> None:
        """Read what stands in a line, and what ends one: a break, a span that is shown as a block."""
        if tag == "br":
            if self.parts:
                self.flush(frame)
        elif tag == "img":
            self.document.images.append((len(self.lines), node))
        elif tag in STYLED_TAGS and (attributes := node.items()) and (shape := self.styled(tag, attributes)):
            if shape == "block":
                self.enter(node, NO_TRAITS, frame, level)
        elif len(node):
            self.visit(node, frame, level + 1)
        elif (text := node.text) and (self.parts or not text.isspace()):
            self.parts.append(text)

    def styled(self, tag: str, attributes: Attributes) -> str:
        """Note what the class of ``tag`` says of the line; return block or none if its style shows it like that."""
        for name, value in attributes:
            if name == "class":
                self.extra |= flags_of_names(str(value)) & NEAR
            elif name == "style":
                style = str(value)
                if tag == "span" and "block" in style:
                    return "block"
                if self.unread and "none" in style and is_hidden(style):
                    self.document.has_hidden = True
                    return "none"
        return ""

    def anchor(self, node: etree._Element, frame: _Frame, level: int) -> None:
        """Read a link; what it says counts as linked, unless it leads to a document, or nowhere: a mark in a text."""
        outer = self.link
        address = node.get("href")
        if address is None:
            self.visit(node, frame, level + 1)
            return
        if address and not address.endswith(PAGE_ENDINGS) and leads_to_file(node, address):
            self.extra |= ATTACHMENT
            self.document.attachments.append((len(self.lines), node))
        elif outer < 0:
            if not len(node):
                if (text := node.text) and (self.parts or not text.isspace()):
                    self.parts.append(text)
                    self.linked += len(text.strip())
                return
            self.link = len(self.parts)
        self.visit(node, frame, level + 1)
        if self.link > outer:
            self.linked += _letters(self.parts[self.link :])
            self.link = -1

    def enter(self, node: etree._Element, traits: ElementTraits, outer: _Frame, level: int) -> None:
        """Read a block, unless it is hidden: what was gathered before it is a line, and so is what it holds."""
        parts, lines = self.parts, self.lines
        if parts:
            self.flush(outer)
        _, around, inherited, depth = outer
        framed, heading, flags = traits
        if around:
            flags |= (around & INHERITED) | (around & NEAR) * OUTER
        if attributes := node.items():
            flags |= flags_of_attributes(attributes) & self.believed
        if flags & _DOUBTED and self.is_unread(node, flags):
            return
        start, inner = len(lines), depth + framed
        frame = (node, flags, heading or inherited, inner)
        if len(node):
            self.visit(node, frame, level + 1)
        elif (text := node.text) and not text.isspace():
            parts.append(text)
        if parts:
            self.flush(frame)
        if len(lines) > start:
            self.spans.append((node, flags, inner, start, len(lines)))
        if depth < self.low:  # noqa: PLR1730 - min() takes three times as long, once for each block
            self.low = depth

    def is_unread(self, node: etree._Element, flags: int) -> bool:
        """Return whether the block is passed over: hidden, or a menu in which nothing is built like text."""
        if flags & self.unread:
            self.document.has_hidden = True
            return True
        return bool(flags & MENU) and next(node.iter(*TEXT_TAGS), None) is None

    def flush(self, frame: _Frame) -> None:
        """End the line: clean what was gathered and keep it, unless there is nothing but blanks."""
        parts = self.parts
        if self.link >= 0:
            self.linked += _letters(parts[self.link :])
            self.link = 0
        text = clean(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            element, flags, heading, depth = frame
            if depth < self.low:  # noqa: PLR1730 - as above
                self.low = depth
            step = self.last + depth - 2 * self.low
            self.lines.append(Line(text, self.linked, flags | self.extra, heading, step, element))
            self.last = self.low = depth
        parts.clear()
        self.linked = self.extra = 0


def _letters(parts: list[str]) -> int:
    """Return the length of ``parts`` without the blanks that indent them in the source."""
    return sum([len(part.strip()) for part in parts])


def read(root: etree._Element, *, hidden: bool = False) -> Document:
    """Return the lines, blocks, pictures and links of the tree under ``root``, in page order."""
    walk = DocumentReader(0 if hidden else HIDDEN)
    page = (root, 0, 0, 0)
    walk.visit(root, page, 1)
    if walk.parts:
        walk.flush(page)
    document = walk.document
    document.spans.append((root, 0, 0, 0, len(document.lines)))
    _judge(document)
    mark_footer_neighbours(document)
    document.card_title = mark_catalogue_card(document)
    join_labels_with_values(document)
    return document


def _judge(document: Document) -> None:
    """Say of each line what it is: links, if most of it is linked, or what its words say."""
    text, links = line_kinds.TEXT, line_kinds.LINKS
    document.kinds = said = [links if line.linked and is_linked(line) else text for line in document.lines]
    for i in _judged(len(said)):
        line = document.lines[i]
        if said[i] is text:
            said[i] = kind(line.text)
        elif "http" in line.text and "。" in line.text and len(line.text) - line.linked >= 15:
            said[i], line.linked = text, 0
        elif 20 <= len(line.text) <= 120:
            if has_publication_day(line.text) and has_only_short_links(line):
                said[i], line.linked = line_kinds.INFO, 0
            elif "ICP" in line.text:
                said[i] = line_kinds.FOOTER


def _judged(size: int) -> chain[int]:
    """Return the indexes of the lines whose kind is judged: all, or the first and last 4,000 of a huge page."""
    return chain(range(min(size, 4000)), range(max(4000, size - 4000), size))
