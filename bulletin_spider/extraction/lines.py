"""The page read once, from top to bottom: what stands between two block borders or breaks is a line."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.marks import DOCUMENT, HIDDEN, INHERITED, NEAR, OUTER, marks
from bulletin_spider.extraction.parsing import MAX_DEPTH
from bulletin_spider.extraction.sheet import Block, Line, Sheet, is_linked
from bulletin_spider.extraction.tags import BLOCKS, DOCUMENTS, NO_TRAITS, SKIPPED, STYLED, TRAITS
from bulletin_spider.extraction.wording import Kind, kind, spread_footer
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree


def read(root: etree._Element) -> Sheet:
    """Return the lines, blocks, pictures and links of the tree under ``root``, in page order."""
    reader = _Reader()
    page = Block(root, 0, 0, 0, 0)
    reader.sheet.blocks.append(page)
    reader.visit(root, page, 1, 0)
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
    def __init__(self) -> None:
        self.sheet = Sheet()
        self.parts: list[str] = []
        self.linked = self.extra = self.last = self.low = 0

    def visit(self, node: etree._Element, block: Block, level: int, linked: int) -> None:
        """Read the text of ``node`` and of all below it; ``level`` is its depth, ``linked`` is 1 inside a link."""
        if level > self.sheet.depth:
            self.sheet.depth = level
            if level > MAX_DEPTH:
                return
        parts = self.parts
        if (text := node.text) and (parts or not text.isspace()):
            parts.append(text)
            self.linked += linked and len(text.strip())
        for child in node:
            tag = child.tag
            if tag in BLOCKS:
                self.enter(child, tag, block, level, linked)
            elif tag == "br":
                self.flush(block)
            elif tag not in SKIPPED:
                self.inline(child, tag, block, level, linked)
            if (text := child.tail) and (parts or not text.isspace()):
                parts.append(text)
                if linked:
                    self.linked += len(text.strip())

    def inline(self, node: etree._Element, tag: str, block: Block, level: int, linked: int) -> None:
        if tag == "a":
            linked = 0 if self.leads_to_document(node) else 1
        elif tag == "img":
            self.sheet.images.append((len(self.sheet.lines), node))
            return
        elif tag in STYLED:
            if tag == "span" and "block" in (node.get("style") or ""):
                self.enter(node, tag, block, level, linked)
                return
            if names := node.get("class"):
                self.extra |= marks(names) & NEAR
        if len(node):
            self.visit(node, block, level + 1, linked)
        elif (text := node.text) and (self.parts or not text.isspace()):
            self.parts.append(text)
            if linked:
                self.linked += len(text.strip())

    def enter(self, node: etree._Element, tag: str, outer: Block, level: int, linked: int) -> None:
        """Read a block: what was gathered before it is a line, and so is what it holds."""
        if self.parts:
            self.flush(outer)
        lines = self.sheet.lines
        framed, heading, flags = TRAITS.get(tag, NO_TRAITS)
        flags |= (outer.flags & INHERITED) | (outer.flags & NEAR) * OUTER
        if attributes := node.items():
            flags |= _earned(attributes)
        block = Block(node, flags, heading or outer.heading, outer.depth + framed, len(lines))
        self.sheet.blocks.append(block)
        self.visit(node, block, level + 1, linked)
        if self.parts:
            self.flush(block)
        block.end = len(lines)
        if framed and outer.depth < self.low:
            self.low = outer.depth

    def leads_to_document(self, node: etree._Element) -> bool:
        address = node.get("href")
        if address and ("." in address[-5:] and address[-5:].rpartition(".")[2].lower() in DOCUMENTS):
            self.extra |= DOCUMENT
            self.sheet.documents.append((len(self.sheet.lines), node))
            return True
        return False

    def flush(self, block: Block) -> None:
        """End the line: clean what was gathered and keep it, unless there is nothing but blanks."""
        if not self.parts:
            return
        text = clean("".join(self.parts))
        if text:
            depth = block.depth
            step = self.last + depth - 2 * min(self.low, depth)
            self.sheet.lines.append(
                Line(text, self.linked, block.flags | self.extra, block.heading, step, block.element)
            )
            self.last = self.low = depth
        self.parts.clear()
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
