"""The page as a list of lines, with the blocks that hold them, the pictures and the linked files."""

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

    from bulletin_spider.extraction.document.catalogue_card import CardEntry
    from bulletin_spider.extraction.document.line_kinds import LineKind
    from bulletin_spider.extraction.tables.row_lines import DataTable


MAX_HEADLINE = 150
"""Characters of the longest headline."""
MIN_HEADLINE_LINK = 8
"""Characters of the shortest link that can be a headline."""
_MAX_SHORT_LINKS = 12
"""Most links on a line of tools or media names. It also bounds how many links are read."""
_MAX_TOOL_LINE = 12
"""Characters of the longest line of links that is a line of page tools: a longer one can hold headlines."""
_MAX_TEXT_NODES = 60
"""Text nodes of a block that are read: the labels and values of one line are among the first."""
_MAX_SPACED = 300
_MAX_NODE = 2000
"""Characters of such a text node that are read: a label or a value, with the spaces that indent it in the source."""


@dataclass(slots=True)
class Line:
    """A run of text between two block borders or breaks.

    ``linked`` is the number of its characters inside links, ``flags`` are those of ``element_flags``, ``heading`` is
    1 to 6 inside h1 to h6, else 0. ``step`` counts the frames that the page leaves and enters before the line.
    ``block`` is the innermost block element around it.
    """

    text: str
    linked: int
    flags: int
    heading: int
    step: int
    block: etree._Element


class Block(NamedTuple):
    """A block element that holds lines: its flags, the number of frames around it, its first line and its end.

    ``end`` is the index behind the last line.
    """

    element: etree._Element
    flags: int
    depth: int
    start: int
    end: int


Span: TypeAlias = "tuple[etree._Element, int, int, int, int]"  # noqa: SLF001 - lxml has no other name for it
"""The fields of a ``Block`` as a bare tuple."""


@dataclass(slots=True)
class Document:
    """All that is read of a page.

    ``kinds`` holds one kind a line. ``images`` and ``attachments`` hold elements, each with the index of the line
    behind it. ``spans`` holds the blocks in the order in which they end, so inner ones come before those around them.
    They are bare tuples, as few of them become a ``Block``.
    """

    lines: list[Line] = field(default_factory=list)
    kinds: list[LineKind] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    images: list[tuple[int, etree._Element]] = field(default_factory=list)
    attachments: list[tuple[int, etree._Element]] = field(default_factory=list)
    embedded: list[tuple[int, etree._Element, int]] = field(default_factory=list)
    """Elements and scripts that can show a film or a document: the line behind, the element, the flags around it."""
    fields: list[tuple[int, int, etree._Element]] = field(default_factory=list)
    """Fields to fill in: the index of the line that holds or follows the field, the flags of its block, its element."""
    cut_level: int = 0
    """The level below which elements were not read, as they are nested too deep; 0 if all were read."""
    has_hidden: bool = False
    """Whether hidden blocks were left out."""
    card: list[CardEntry] = field(default_factory=list)
    """The labels of a catalogue card with their values, in the order of the page."""
    card_days: set[int] = field(default_factory=set)
    """The lines of bare days on a card that labels its day of publication: a label is in another cell or line."""
    card_title: str = ""
    """The title on a catalogue card."""
    tables: list[DataTable] = field(default_factory=list)
    """The data tables, each with the lines that are its rows."""


def spaced_text(line: Line) -> str:
    """Return the text of the line's block with a space between its elements: 2025 11/13, not 202511/13."""
    return joined_parts(text_parts(line))


def joined_parts(parts: list[str]) -> str:
    """Return the texts of a block's elements as one text, with a space between them."""
    return clean(" ".join(parts))[:_MAX_SPACED]


def text_parts(line: Line) -> list[str]:
    """Return the first texts of the line's block, element by element, without scripts and styles."""
    nodes = islice(_text_nodes(line.block), _MAX_TEXT_NODES)
    return [part for text in nodes if (part := clean(text[:_MAX_NODE]))]


def _text_nodes(block: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(block, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            text = node.tail if node is not block else None
        elif node.tag in ("script", "style"):
            walk.skip_subtree()
            text = None
        else:
            text = node.text
        if text:
            yield str(text)


def blocks_around(document: Document, start: int, end: int) -> Iterator[Block]:
    """Yield the blocks that hold the lines ``start`` to ``end``, the smallest first. The last is the whole page."""
    first = bisect_left(document.spans, end, key=itemgetter(4))
    return (Block._make(span) for span in islice(document.spans, first, None) if span[3] <= start)


def is_linked(line: Line) -> bool:
    """Return whether most of the line is links and it does not end like a sentence."""
    return line.linked * 2 > len(line.text) and line.text[-1] not in "。！？”；"


def has_only_short_links(line: Line) -> bool:
    """Return whether no link of the line can be a headline: all are media names in brackets, addresses or tools."""
    links = list(islice(line.block.iter("a"), _MAX_SHORT_LINKS + 1))
    return len(links) <= _MAX_SHORT_LINKS and all(
        _is_short(clean("".join(map(str, a.itertext())))) for a in links
    )


def _is_short(link: str) -> bool:
    return (
        len(link) < MIN_HEADLINE_LINK
        or (link[0] in "[【" and link[-1] in "]】")
        or link.startswith(("http", "www"))
    )


def is_prose(line: Line) -> bool:
    """Return whether the line holds a sentence and is not mostly links."""
    return "。" in line.text and line.linked * 2 <= len(line.text)


def lines_below(document: Document, end: int, limit: int) -> list[int]:
    """Return the lines among the ``limit`` lines behind a body that can tell of the article.

    All lines but links count up to a footer, related links or a long line of links. Behind these only editors' lines
    count.
    """
    found = []
    is_over = False
    for i in range(end, min(end + limit, len(document.lines))):
        kind = document.kinds[i]
        is_over = (
            is_over
            or kind in (line_kinds.RELATED, line_kinds.FOOTER)
            or (kind is line_kinds.LINKS and len(document.lines[i].text) > _MAX_TOOL_LINE)
        )
        if kind is line_kinds.EDITOR or not (is_over or kind is line_kinds.LINKS):
            found.append(i)
    return found
