"""The page as it was read: lines of text, the blocks that hold them, pictures and linked documents."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lxml import etree

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.document.line_kinds import LineKind


_FEW = 12
"""Links that may stand on a line of tools and media."""
MIN_HEADLINE_LINK = 8
"""Characters of the shortest link that can be a headline."""
_TOOLS = 12
"""Characters of a line of links that is one of page tools, and no headline."""


@dataclass(slots=True)
class Line:
    """A run of text between two block borders or breaks; ``step`` counts the frames left and entered before it."""

    text: str
    linked: int
    flags: int
    heading: int
    step: int
    block: etree._Element


class Block(NamedTuple):
    """A block element that holds lines: its flags, the frames around it, its first line and the one behind it."""

    element: etree._Element
    flags: int
    depth: int
    start: int
    end: int


Span: TypeAlias = "tuple[etree._Element, int, int, int, int]"  # noqa: SLF001 - lxml has no other name for it
"""The fields of a block."""


@dataclass(slots=True)
class Document:
    """All that one walk reads; pictures and linked documents stand with the index of the line behind them.

    Blocks are kept as bare tuples, of which few are ever asked for, in the order in which they end: inner ones before
    those around them.
    """

    lines: list[Line] = field(default_factory=list)
    kinds: list[LineKind] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    images: list[tuple[int, etree._Element]] = field(default_factory=list)
    attachments: list[tuple[int, etree._Element]] = field(default_factory=list)
    depth: int = 0
    has_hidden: bool = False
    """Whether hidden blocks were passed over."""
    card_title: str = ""
    """The title that a catalogue card tells."""


def spaced_text(line: Line) -> str:
    """Return the words of the line's block with a blank between its elements: 2025 11/13, not 202511/13."""
    return clean(" ".join(text_parts(line)))[:300]


def text_parts(line: Line) -> list[str]:
    """Return the first words of the line's block, element by element; scripts and styles say nothing."""
    return [part for text in islice(_spoken(line.block), 60) if (part := clean(text))]


def _spoken(block: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(block, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            said = node.tail if node is not block else None
        elif node.tag in ("script", "style"):
            walk.skip_subtree()
            said = None
        else:
            said = node.text
        if said:
            yield str(said)


def blocks_around(document: Document, start: int, end: int) -> Iterator[Block]:
    """Yield the blocks that hold the lines ``start`` to ``end``, the smallest first; the page itself is the last."""
    first = bisect_left(document.spans, end, key=itemgetter(4))
    return (Block._make(span) for span in islice(document.spans, first, None) if span[3] <= start)


def is_linked(line: Line) -> bool:
    """Return whether most of the line is links, and it does not end like a sentence."""
    return line.linked * 2 > len(line.text) and line.text[-1] not in "。！？”；"


def has_only_short_links(line: Line) -> bool:
    """Return whether the links of a line are no headlines: names of media in brackets, addresses and tools."""
    links = list(islice(line.block.iter("a"), _FEW + 1))
    return len(links) <= _FEW and all(_is_short(clean("".join(map(str, a.itertext())))) for a in links)


def _is_short(link: str) -> bool:
    return len(link) < MIN_HEADLINE_LINK or (link[0] in "[【" and link[-1] in "]】") or link.startswith(("http", "www"))


def is_prose(line: Line) -> bool:
    """Return whether the line is a sentence, and not a link."""
    return "。" in line.text and line.linked * 2 <= len(line.text)


def lines_below(document: Document, end: int, most: int) -> list[int]:
    """Return up to ``most`` lines behind a body: all up to related links or a footer, then only editors' lines."""
    found = []
    over = False
    for i in range(end, min(end + most, len(document.lines))):
        said = document.kinds[i]
        over = (
            over
            or said in (line_kinds.RELATED, line_kinds.FOOTER)
            or (said is line_kinds.LINKS and len(document.lines[i].text) > _TOOLS)
        )
        if said is line_kinds.EDITOR or not (over or said is line_kinds.LINKS):
            found.append(i)
    return found


MAX_HEADLINE = 150
"""Characters a headline may have."""
