"""Read the tree of a page once, from top to bottom, into the lines of a document."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds, line_patterns
from bulletin_spider.extraction.document.body_lines import mark_body_lines
from bulletin_spider.extraction.document.catalogue_card import read_catalogue_card
from bulletin_spider.extraction.document.document import Document, Line, has_only_short_links, is_linked
from bulletin_spider.extraction.document.element_flags import (
    ATTACHMENT,
    EMBEDDED_TAGS,
    FIELD_TAGS,
    HIDDEN,
    INHERITED,
    MENU,
    NEAR,
    NO_TRAITS,
    OUTER,
    PAGE_ENDINGS,
    PREFORMATTED,
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
    line_kind,
    mark_footer_neighbours,
)
from bulletin_spider.extraction.document.preformatted import preformatted_lines
from bulletin_spider.extraction.tables.row_lines import join_rows
from bulletin_spider.markup.parsing import MAX_DEPTH
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.element_flags import Attributes, ElementTraits

    _Frame = tuple[etree._Element, int, int, int]  # noqa: SLF001 - lxml has no other name for it
    """The block around a line, its flags, its heading level and the number of frames around it."""

_CAN_BE_SKIPPED = HIDDEN | MENU
"""Only a block with one of these flags is checked for whether it is left out."""
_CLASSIFIED_AT_EITHER_END = 4000
"""Lines at the beginning and the end of a page that are classified: a huge page costs no more time than that."""
_MIN_SENTENCE_WITH_ADDRESS = 15
"""Characters outside the links that make a line with a written-out address a sentence."""
_MIN_INFO_WITH_LINKS, _MAX_INFO_WITH_LINKS = 20, 120
"""Characters of a line of links that can tell date and source, or belong to the footer."""


class DocumentReader:
    """Collects text until a block or a break ends the line.

    ``parts`` is the text of the current line, ``linked`` the number of its characters in links that have ended,
    ``link_start`` the index of the first part inside the current link (-1: no link), ``line_flags`` the flags that
    inline elements add to the line. ``last_depth`` counts the frames around the last line and ``lowest_depth`` is the
    smallest count since then; both give the step of the next line.
    """

    __slots__ = (
        "document",
        "flag_mask",
        "last_depth",
        "line_flags",
        "lines",
        "link_start",
        "linked",
        "lowest_depth",
        "parts",
        "skipped_flags",
        "spans",
    )

    def __init__(self, skipped_flags: int) -> None:
        """Leave out the blocks with ``skipped_flags``: HIDDEN, or 0 to read hidden blocks too."""
        self.skipped_flags = skipped_flags
        self.flag_mask = ~HIDDEN | skipped_flags
        self.document = Document()
        self.lines, self.spans = self.document.lines, self.document.spans
        self.parts: list[str] = []
        self.link_start = -1
        self.linked = self.line_flags = self.last_depth = self.lowest_depth = 0

    def read_content(self, node: etree._Element, frame: _Frame, level: int) -> None:
        """Read the text and the children of ``node``; ``level`` is the nesting level of the node."""
        parts = self.parts
        if (text := node.text) and (parts or not text.isspace()):
            parts.append(text)
        if level > MAX_DEPTH:
            self.document.cut_level = level if len(node) else self.document.cut_level
            return
        for child in node[:]:  # type: ignore[index] # not in lxml's stubs, much faster than its iterator
            tag = child.tag
            if traits := TRAITS.get(tag):
                self.read_block(child, traits, frame, level)
            elif tag == "a":
                self.read_link(child, frame, level)
            elif tag not in SKIPPED_TAGS:
                self.read_inline(child, tag, frame, level)
            elif tag in EMBEDDED_TAGS:
                self.document.embedded.append((len(self.lines), child, frame[1]))
            elif tag in FIELD_TAGS:
                self.document.fields.append((len(self.lines), frame[1], child))
            if (text := child.tail) and (parts or not text.isspace()):
                parts.append(text)

    def read_inline(self, node: etree._Element, tag: str, frame: _Frame, level: int) -> None:
        """Read an inline element. A break ends the line, a span with the style of a block is read as a block."""
        if tag == "br":
            if self.parts:
                self.end_line(frame)
        elif tag == "img":
            self.document.images.append((len(self.lines), node))
        elif (
            tag in STYLED_TAGS
            and (attributes := node.items())
            and (display := self.display_of(tag, attributes))
        ):
            if display == "block":
                self.read_block(node, NO_TRAITS, frame, level)
        elif len(node):
            self.read_content(node, frame, level + 1)
        elif (text := node.text) and (self.parts or not text.isspace()):
            self.parts.append(text)

    def display_of(self, tag: str, attributes: Attributes) -> str:
        """Return "block" or "none" if the style of an inline element says so, else "".

        The class of the element adds flags to the line.
        """
        for name, value in attributes:
            if name == "class":
                self.line_flags |= flags_of_names(str(value)) & NEAR
            elif name == "style":
                style = str(value)
                if tag == "span" and "block" in style:
                    return "block"
                if self.skipped_flags and "none" in style and is_hidden(style):
                    self.document.has_hidden = True
                    return "none"
        return ""

    def read_link(self, node: etree._Element, frame: _Frame, level: int) -> None:
        """Read a link. Its text counts as linked, unless the link leads to a file or has no address (a bookmark)."""
        outer = self.link_start
        address = node.get("href")
        if address is None:
            self.read_content(node, frame, level + 1)
            return
        if address and not address.endswith(PAGE_ENDINGS) and leads_to_file(node, address):
            self.line_flags |= ATTACHMENT
            self.document.attachments.append((len(self.lines), node))
        elif outer < 0:
            if not len(node):
                if (text := node.text) and (self.parts or not text.isspace()):
                    self.parts.append(text)
                    self.linked += len(text.strip())
                return
            self.link_start = len(self.parts)
        self.read_content(node, frame, level + 1)
        if self.link_start > outer:
            self.linked += _stripped_length(self.parts[self.link_start :])
            self.link_start = -1

    def read_block(self, node: etree._Element, traits: ElementTraits, outer: _Frame, level: int) -> None:
        """Read a block, unless it is left out. It ends the line before it and the last line inside it."""
        parts, lines = self.parts, self.lines
        if parts:
            self.end_line(outer)
        _, outer_flags, outer_heading, outer_depth = outer
        framed, heading, flags = traits
        if outer_flags:
            flags |= (outer_flags & INHERITED) | (outer_flags & NEAR) * OUTER
        if attributes := node.items():
            flags |= flags_of_attributes(attributes) & self.flag_mask
        if flags & _CAN_BE_SKIPPED and self.is_skipped(node, flags):
            return
        start, depth = len(lines), outer_depth + framed
        frame = (node, flags, heading or outer_heading, depth)
        if len(node):
            self.read_content(node, frame, level + 1)
        elif (text := node.text) and not text.isspace():
            parts.append(text)
        if parts:
            self.end_line(frame)
        if len(lines) > start:
            self.spans.append((node, flags, depth, start, len(lines)))
        if outer_depth < self.lowest_depth:  # noqa: PLR1730 - min() takes three times as long, once for each block
            self.lowest_depth = outer_depth

    def is_skipped(self, node: etree._Element, flags: int) -> bool:
        """Return whether to leave the block out: it is hidden, or it is a menu without an element that holds text."""
        if flags & self.skipped_flags:
            self.document.has_hidden = True
            return True
        return bool(flags & MENU) and next(node.iter(*TEXT_TAGS), None) is None

    def end_line(self, frame: _Frame) -> None:
        """End the current line and keep its cleaned text, unless it is blank."""
        parts = self.parts
        if frame[1] & PREFORMATTED:
            self.end_preformatted_lines(frame)
        if self.link_start >= 0:
            self.linked += _stripped_length(parts[self.link_start :])
            self.link_start = 0
        text = clean(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            element, flags, heading, depth = frame
            if depth < self.lowest_depth:  # noqa: PLR1730 - min() takes three times as long, once for each line
                self.lowest_depth = depth
            step = self.last_depth + depth - 2 * self.lowest_depth
            self.lines.append(Line(text, self.linked, flags | self.line_flags, heading, step, element))
            self.last_depth = self.lowest_depth = depth
        parts.clear()
        self.linked = self.line_flags = 0

    def end_preformatted_lines(self, frame: _Frame) -> None:
        """End the lines before the last one that line breaks part. If there are any, no line counts as linked."""
        element, flags, heading, depth = frame
        *lines, rest = preformatted_lines("".join(self.parts))
        for text in lines:
            self.parts[:] = [text]
            self.linked = 0
            self.end_line((element, flags & ~PREFORMATTED, heading, depth))
        self.parts[:] = [rest]


def _stripped_length(parts: list[str]) -> int:
    """Return the length of ``parts`` without the spaces that indent them in the source."""
    return sum([len(part.strip()) for part in parts])


def read_document(root: etree._Element, *, hidden: bool = False) -> Document:
    """Return the document of the tree under ``root``; ``hidden`` says whether hidden blocks are read too."""
    reader = DocumentReader(0 if hidden else HIDDEN)
    page = (root, 0, 0, 0)
    reader.read_content(root, page, 1)
    if reader.parts:
        reader.end_line(page)
    document = reader.document
    document.spans.append((root, 0, 0, 0, len(document.lines)))
    join_rows(document)
    _classify_lines(document)
    mark_footer_neighbours(document)
    read_catalogue_card(document)
    join_labels_with_values(document)
    mark_body_lines(document)
    for table in document.tables:
        document.kinds[table.start : table.end] = [line_kinds.TEXT] * (table.end - table.start)
    return document


def _classify_lines(document: Document) -> None:
    """Fill ``document.kinds``: LINKS if most of the line is linked, else the kind that its text shows."""
    text, links = line_kinds.TEXT, line_kinds.LINKS
    document.kinds = kinds = [links if line.linked and is_linked(line) else text for line in document.lines]
    for i in _classified_indexes(len(kinds)):
        line = document.lines[i]
        if kinds[i] is text:
            kinds[i] = line_kind(line.text)
        # A sentence can hold a written-out address that is longer than itself.
        elif (
            "http" in line.text
            and "。" in line.text
            and len(line.text) - line.linked >= _MIN_SENTENCE_WITH_ADDRESS
        ):
            kinds[i], line.linked = text, 0
        elif "." in line.text and line_patterns.LABELLED_ADDRESS.match(line.text):
            kinds[i], line.linked = line_kind(line.text), 0
        elif _MIN_INFO_WITH_LINKS <= len(line.text) <= _MAX_INFO_WITH_LINKS:
            if has_publication_day(line.text) and has_only_short_links(line):
                kinds[i], line.linked = line_kinds.INFO, 0
            elif "ICP" in line.text:
                kinds[i] = line_kinds.FOOTER


def _classified_indexes(size: int) -> chain[int]:
    head = range(min(size, _CLASSIFIED_AT_EITHER_END))
    tail = range(max(_CLASSIFIED_AT_EITHER_END, size - _CLASSIFIED_AT_EITHER_END), size)
    return chain(head, tail)
