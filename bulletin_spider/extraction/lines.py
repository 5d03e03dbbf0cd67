"""The page read once, from top to bottom: what stands between two block borders or breaks is a line."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.marks import DOCUMENT, HIDDEN, INHERITED, MENU, NEAR, OUTER, marks
from bulletin_spider.extraction.parsing import MAX_DEPTH
from bulletin_spider.extraction.sheet import Block, Line, Sheet, is_linked
from bulletin_spider.extraction.tags import BLOCKS, DOCUMENTS, NO_TRAITS, SKIPPED, STYLED, TEXTUAL, TRAITS
from bulletin_spider.extraction.wording import Kind, kind, spread_footer
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree


def read(root: etree._Element, *, hidden: bool = False) -> Sheet:
    """Return the lines, blocks, pictures and links of the tree under ``root``, in page order."""
    reader = _Reader(0 if hidden else HIDDEN)
    page = Block(root, 0, 0, 0, 0)
    reader.sheet.blocks.append(page)
    reader.visit(root, page, 1, 0)
    if reader.parts:
        reader.flush(page)
    page.end = len(reader.sheet.lines)
    sheet = reader.sheet
    sheet.kinds = [Kind.LINKS if is_linked(line) else Kind.TEXT for line in sheet.lines]
    for i in _judged(len(sheet.lines)):
        if sheet.kinds[i] is Kind.TEXT:
            sheet.kinds[i] = kind(sheet.lines[i].text)
    spread_footer(sheet.kinds, [line.text for line in sheet.lines])
    return reader.sheet


def _judged(size: int) -> chain[int]:
    """Return the indexes of the lines whose kind is judged: all, or the first and last 4,000 of a huge page."""
    return chain(range(min(size, 4000)), range(max(4000, size - 4000), size))


class _Reader:
    """Gathers the text of one line until a block or a break ends it."""

    def __init__(self, unread: int) -> None:
        self.unread = unread
        self.sheet = Sheet()
        self.lines = self.sheet.lines
        self.parts: list[str] = []
        self.linked = self.extra = self.last = self.low = 0

    def visit(self, node: etree._Element, block: Block, level: int, linked: int) -> None:
        """Read the text of ``node`` and of all below it; ``level`` is its depth, ``linked`` is 1 inside a link."""
        if level > MAX_DEPTH:
            self.sheet.depth = level
            return
        parts = self.parts
        if (text := node.text) and (parts or not text.isspace()):
            parts.append(text)
            if linked:
                self.linked += len(text)
        for child in node:
            tag = child.tag
            if tag in BLOCKS:
                self.enter(child, tag, block, level, linked)
            elif tag == "a":
                self.link(child, block, level)
            elif tag not in SKIPPED:
                self.inline(child, tag, block, level, linked)
            if (text := child.tail) and (parts or not text.isspace()):
                parts.append(text)
                if linked:
                    self.linked += len(text)

    def link(self, node: etree._Element, block: Block, level: int) -> None:
        linked = 1
        address = node.get("href")
        if address and "." in address[-5:] and address[-5:].rpartition(".")[2].lower() in DOCUMENTS:
            linked = 0
            self.extra |= DOCUMENT
            self.sheet.documents.append((len(self.lines), node))
        self.visit(node, block, level + 1, linked)

    def inline(self, node: etree._Element, tag: str, block: Block, level: int, linked: int) -> None:
        if tag == "br":
            if self.parts:
                self.flush(block)
            return
        if tag == "img":
            self.sheet.images.append((len(self.lines), node))
            return
        if tag in STYLED:
            for name, value in node.items():
                if name == "class":
                    self.extra |= marks(str(value)) & NEAR
                elif name == "style" and tag == "span" and "block" in value:
                    self.enter(node, tag, block, level, linked)
                    return
        self.visit(node, block, level + 1, linked)

    def enter(self, node: etree._Element, tag: str, outer: Block, level: int, linked: int) -> None:
        """Read a block, unless it is hidden: what was gathered before it is a line, and so is what it holds."""
        if self.parts:
            self.flush(outer)
        lines = self.lines
        framed, heading, flags = TRAITS.get(tag, NO_TRAITS)
        flags |= (outer.flags & INHERITED) | (outer.flags & NEAR) * OUTER
        if attributes := node.items():
            flags |= _earned(attributes)
            if not self.unread:
                flags &= ~HIDDEN
        if flags & self.unread:
            self.sheet.hides = True
            return
        if flags & MENU and next(node.iter(*TEXTUAL), None) is None:
            return
        depth = outer.depth
        block = Block(node, flags, heading or outer.heading, depth + framed, len(lines))
        self.sheet.blocks.append(block)
        self.visit(node, block, level + 1, linked)
        if self.parts:
            self.flush(block)
        block.end = len(lines)
        self.low = min(self.low, depth)

    def flush(self, block: Block) -> None:
        """End the line: clean what was gathered and keep it, unless there is nothing but blanks."""
        parts = self.parts
        text = clean(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            depth = block.depth
            step = self.last + depth - 2 * min(self.low, depth)
            self.lines.append(
                Line(text, self.linked, block.flags | self.extra, block.heading, step, block.element)
            )
            self.last = self.low = depth
        parts.clear()
        self.linked = self.extra = 0


def _earned(attributes: Iterable[tuple[str | bytes, str | bytes]]) -> int:
    """Return the flags that the attributes of a block earn."""
    names, flags = "", 0
    for name, said in attributes:
        value = str(said)
        if name in {"class", "id"}:
            names = f"{names} {value}" if names else value
        elif name == "style":
            if "none" in value and "display:none" in value.replace(" ", "").lower():
                flags = HIDDEN
        elif name == "hidden":
            flags = HIDDEN
    return flags | marks(names) if names else flags
