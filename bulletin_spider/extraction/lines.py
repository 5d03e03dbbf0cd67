"""The page read once, from top to bottom: lines of text, the blocks that hold them, pictures and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from bulletin_spider.extraction.marks import CHROME, DOCUMENT, HIDDEN, INHERITED, NEAR, OUTER, marks
from bulletin_spider.extraction.wording import Kind, kind
from bulletin_spider.normalization.text import clean

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tbody thead tfoot tr td th caption section article header footer"
    " nav aside main form blockquote pre center figure figcaption fieldset legend address body html hr details summary"
    " ucapcontent ucaptitle dir noframes".split()
)
_SKIPPED = frozenset(
    "script style noscript template iframe object embed select textarea button input svg math head title video audio"
    " canvas map frame frameset option".split()
)
_FRAMES = frozenset(
    "div section article table ul ol dl form main aside header footer nav center fieldset body html".split()
)
_CHROME_TAGS = frozenset(("nav", "footer", "aside"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DOCUMENTS = frozenset("pdf doc docx xls xlsx ppt pptx wps et ofd rtf zip rar 7z csv txt ceb".split())
_STYLED = frozenset(("span", "strong", "b", "font", "em", "label", "i"))


@dataclass(slots=True)
class Line:
    """A run of text between two block borders or breaks; ``step`` counts the frames left and entered before it."""

    text: str
    linked: int
    flags: int
    heading: int
    step: int
    block: etree._Element


@dataclass(slots=True)
class Block:
    """A block element, its flags and the range of its lines."""

    element: etree._Element
    flags: int
    depth: int
    start: int
    end: int = 0


@dataclass(slots=True)
class Sheet:
    """All that one walk over the tree reads; pictures and links stand with the index of the line they precede."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    images: list[tuple[int, etree._Element]] = field(default_factory=list)
    links: list[tuple[int, etree._Element]] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    depth: int = 0


def read(root: etree._Element) -> Sheet:
    """Return the lines, blocks, pictures and links of the tree under ``root``, in page order."""
    reader = _Reader()
    reader.visit(root, (root, 0, 0), 0, 1, linked=False)
    reader.flush((root, 0, 0), 0)
    reader.sheet.kinds = [Kind.LINKS if is_linked(line) else kind(line.text) for line in reader.sheet.lines]
    return reader.sheet


def is_linked(line: Line) -> bool:
    """Return whether most of the line is links, and it does not end like a sentence."""
    return line.linked * 2 > len(line.text) and line.text[-1] not in "。！？”；"


def spaced(line: Line) -> str:
    """Return the words of the line's block with a blank between its elements: 2025 11/13, not 202511/13."""
    return clean(" ".join(islice(line.block.itertext(), 60)))[:300]


_Place = tuple[etree._Element, int, int]
"""The nearest block, its flags and its heading level."""


class _Reader:
    def __init__(self) -> None:
        self.sheet = Sheet()
        self.parts: list[str] = []
        self.linked = self.extra = 0
        self.last = self.low = 0

    def visit(self, node: etree._Element, place: _Place, depth: int, level: int, *, linked: bool) -> None:
        tag = node.tag
        if tag in _SKIPPED:
            return
        if tag == "br":
            self.flush(place, depth)
            return
        if tag == "img":
            self.sheet.images.append((len(self.sheet.lines), node))
            return
        block = None
        if tag in _BLOCKS or ("block" in (node.get("style") or "") and tag == "span"):
            block, place, depth = self.open(node, tag, place, depth)
        elif tag == "a":
            linked = not self.leads_to_document(node)
            self.sheet.links.append((len(self.sheet.lines), node))
        elif tag in _STYLED and (names := node.get("class")):
            self.extra |= marks(names) & NEAR
        self.inside(node, place, depth, level, linked=linked)
        if block is not None:
            self.flush(place, depth)
            block.end = len(self.sheet.lines)
            if tag in _FRAMES:
                self.low = min(self.low, depth - 1)

    def inside(self, node: etree._Element, place: _Place, depth: int, level: int, *, linked: bool) -> None:
        if level > self.sheet.depth:
            self.sheet.depth = level
        if text := node.text:
            self.add(text, linked=linked)
        for child in node:
            self.visit(child, place, depth, level + 1, linked=linked)
            if text := child.tail:
                self.add(text, linked=linked)

    def open(self, node: etree._Element, tag: str, place: _Place, depth: int) -> tuple[Block, _Place, int]:
        self.flush(place, depth)
        flags = (place[1] & INHERITED) | (place[1] & NEAR) * OUTER
        names = f"{node.get('class', '')} {node.get('id', '')}"
        if len(names) > 1:
            flags |= marks(names)
        if tag in _CHROME_TAGS:
            flags |= CHROME
        if node.get("hidden") is not None or "none" in (style := node.get("style") or "") and _unseen(style):
            flags |= HIDDEN
        depth += tag in _FRAMES
        block = Block(node, flags, depth, len(self.sheet.lines))
        self.sheet.blocks.append(block)
        return block, (node, flags, _HEADINGS.get(tag, place[2])), depth

    def leads_to_document(self, node: etree._Element) -> bool:
        name = node.get("href") or ""
        if name[-5:].rpartition(".")[2].lower() in _DOCUMENTS:
            self.extra |= DOCUMENT
            return True
        return False

    def add(self, text: str, *, linked: bool) -> None:
        if self.parts or not text.isspace():
            self.parts.append(text)
            if linked:
                self.linked += len(text.strip())

    def flush(self, place: _Place, depth: int) -> None:
        """End the line: clean what was gathered and keep it, unless there is nothing but blanks."""
        if not self.parts:
            return
        text = clean("".join(self.parts))
        if text:
            step = (self.last - self.low) + (depth - self.low)
            self.sheet.lines.append(Line(text, self.linked, place[1] | self.extra, place[2], step, place[0]))
            self.last = self.low = depth
        self.parts.clear()
        self.linked = self.extra = 0


def _unseen(style: str) -> bool:
    return "display:none" in style.replace(" ", "").lower()
