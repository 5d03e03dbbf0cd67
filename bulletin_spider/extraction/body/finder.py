"""Find the body: take the best run of prose, extend it inside its block and trim it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.body.other_articles import end_before_other_articles
from bulletin_spider.extraction.body.segmentation import best_run
from bulletin_spider.extraction.document import line_kinds, line_patterns
from bulletin_spider.extraction.document.body_lines import NEXT_FRAME
from bulletin_spider.extraction.document.document import blocks_around
from bulletin_spider.extraction.document.element_flags import ATTACHMENT, BODY, CHROME, HIDDEN, INFO
from bulletin_spider.extraction.document.line_classifier import is_about_article, line_kind
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.link_rows import has_info_below
from bulletin_spider.extraction.document.prose import prose_weight

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Block, Document, Line

_NOT_PARAGRAPHS = (
    line_kinds.TOOL,
    line_kinds.EDITOR,
    line_kinds.FOOTER,
    line_kinds.RELATED,
    line_kinds.LINKS,
    line_kinds.END,
)
_MAX_LINK_LINES = 3
"""Most lines of links between a text and the office and day that sign it: more are a list."""
_MAX_OFFICE = 40
"""Characters of the longest name of an office that signs."""
_MAX_CONTACT = 60
"""Characters of the longest line that says how to reach an office: a longer one is a sentence."""
_MAX_INFO = 60
"""Characters of the longest line that only the name of its block makes one of date, source or author."""
_MAX_INFO_AT_START = 40
"""The same at the start of the body, where the weight of the line counts too."""
_MAX_INFO_WEIGHT = 12
"""A line with punctuation and at least 20 characters weighs more: it is prose, whatever the name of its block."""
_MAX_LEVELS = 3
"""Elements from a line outwards that are compared: a paragraph can be in a section of its own."""
_MAX_ATTACHMENT_NAME = 120
"""Characters of the longest line that is only the name of a linked file: a longer one is text."""


@dataclass(slots=True)
class Body:
    """The lines from ``start`` up to ``end`` (exclusive), which of them are paragraphs, and the rule that found it."""

    start: int
    end: int
    paragraphs: list[int]
    rule: EvidenceRule = EvidenceRule.PROSE_RUN


def find_body(document: Document, headline: int) -> Body | None:
    """Return the body of ``document``, or None if the page has no prose.

    ``headline`` is the index of its line, or -1 if that is unknown. Lines above it count little.
    """
    run = best_run(document, headline)
    if run is None:
        return None
    start, end = extend_to_block(document, *run, headline)
    while start < end and (document.kinds[start] in INFO_OR_DATE or _is_in_info_block(document.lines[start])):
        start += 1
    while end > start and _is_info_or_host(document, end - 1):
        end -= 1
    end = end_before_other_articles(document, start, end)
    paragraphs = [i for i in range(start, end) if is_paragraph(document, i)]
    if not paragraphs or (_are_contacts(document, paragraphs) and not has_info_below(document, headline)):
        return None
    return Body(start, end, paragraphs)


def extend_to_block(document: Document, start: int, end: int, headline: int) -> tuple[int, int]:
    """Return the run with the neighbouring lines of its block that can belong to the body.

    If the run is all of its block, the next larger block counts, at most one frame further out.
    """
    around = blocks_around(document, start, end)
    block = inner = next(around)
    if inner.end - inner.start == end - start:
        larger = (one for one in around if one.end - one.start > end - start and one.depth >= inner.depth - 1)
        block = next(larger, inner)
    is_named_body = block.flags & BODY
    own_chrome = document.lines[start].flags & CHROME
    while end < block.end:
        if _can_be_body(document, end, own_chrome) and (
            is_named_body or document.lines[end].step <= NEXT_FRAME
        ):
            end += 1
        elif end + 1 < block.end and _goes_on_behind_link(document, end, own_chrome):
            end += 2
        else:
            break
    if is_named_body:
        end = _end_with_signature(document, end, block)
    while (
        start > max(block.start, headline + 1)
        and _can_be_body(document, start - 1, own_chrome)
        and document.kinds[start - 1] not in INFO_OR_DATE
        and (is_named_body or document.lines[start].step <= NEXT_FRAME)
    ):
        start -= 1
    return start - _has_number_above(document, start, headline), end


def _has_number_above(document: Document, start: int, headline: int) -> bool:
    """Return whether the number of an official document is right above the text, whatever frame it is in."""
    return (
        start > headline + 1 > 0
        and document.kinds[start - 1] is line_kinds.TEXT
        and len(document.lines[start - 1].text) <= _MAX_OFFICE
        and line_patterns.OFFICIAL_NUMBER.fullmatch(document.lines[start - 1].text) is not None
    )


def _goes_on_behind_link(document: Document, i: int, own_chrome: int) -> bool:
    """Return whether the line is one line of links, and a short line of the same text follows it.

    A long line below a link can be the summary of another article.
    """
    line, behind = document.lines[i], document.lines[i + 1]
    return (
        document.kinds[i] is line_kinds.LINKS
        and max(line.step, behind.step) <= NEXT_FRAME
        and line_kind(line.text) is line_kinds.TEXT
        and len(behind.text) <= _MAX_OFFICE
        and _can_be_body(document, i + 1, own_chrome)
        and document.kinds[i + 1] is not line_kinds.INFO
        and _are_in_one_text(document.lines[i - 1], behind)
    )


def _are_in_one_text(line: Line, other: Line) -> bool:
    """Return whether two lines are in one block, or in like blocks of one element or of like elements in it."""
    block: etree._Element | None = line.block
    beside: etree._Element | None = other.block
    for _ in range(_MAX_LEVELS):
        if block is beside:
            return True
        if block is None or beside is None or block.tag != beside.tag:
            return False
        block, beside = block.getparent(), beside.getparent()
    return False


def _can_be_body(document: Document, i: int, own_chrome: int) -> bool:
    """Return whether the line can belong to the body beside it; ``own_chrome`` is the CHROME flag of that body."""
    kind, line = document.kinds[i], document.lines[i]
    if line.flags & INFO and not line.flags & BODY and len(line.text) < _MAX_INFO:
        return False
    if kind is line_kinds.INFO and is_about_article(line.text):
        return False
    return kind in (line_kinds.TEXT, line_kinds.DATE, line_kinds.INFO) and not line.flags & (
        CHROME ^ own_chrome | HIDDEN
    )


def _end_with_signature(document: Document, end: int, block: Block) -> int:
    """Return the end of the body behind office and day, if only a few links separate them from the text."""
    at = end
    while (
        at < min(block.end, end + _MAX_LINK_LINES)
        and document.kinds[at] is line_kinds.LINKS
        and document.lines[at].step <= NEXT_FRAME
    ):
        at += 1
    has_office = (
        at > end
        and at < block.end
        and document.kinds[at] is line_kinds.TEXT
        and len(document.lines[at].text) <= _MAX_OFFICE
    )
    day = at + has_office
    return day + 1 if at > end and day < block.end and document.kinds[day] is line_kinds.DATE else end


def _are_contacts(document: Document, paragraphs: list[int]) -> bool:
    """Return whether all lines say how to reach an office, as in the box beside an empty list."""
    return all(
        len(document.lines[i].text) <= _MAX_CONTACT and line_patterns.CONTACT.match(document.lines[i].text)
        for i in paragraphs
    )


def _is_info_or_host(document: Document, i: int) -> bool:
    """Return whether the last line of a body is about the article or names the office behind the site."""
    text = document.lines[i].text
    if document.kinds[i] is line_kinds.INFO and is_about_article(text):
        return True
    return line_patterns.HOST_OFFICE.match(text) is not None


def _is_in_info_block(line: Line) -> bool:
    """Return whether a short line is in a block with the name of a date, source or author."""
    return (
        bool(line.flags & INFO)
        and len(line.text) <= _MAX_INFO_AT_START
        and prose_weight(line.text, line.linked) <= _MAX_INFO_WEIGHT
    )


def is_paragraph(document: Document, i: int) -> bool:
    """Return whether the line is a paragraph of the body, not a tool, an editor's line, a link or a file name."""
    line = document.lines[i]
    is_file_name = (
        line.flags & ATTACHMENT and len(line.text) <= _MAX_ATTACHMENT_NAME and "。" not in line.text
    )
    return document.kinds[i] not in _NOT_PARAGRAPHS and not line.flags & HIDDEN and not is_file_name
