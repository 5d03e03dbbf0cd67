"""Take what leads to other articles off the end of a body: headings of links, linked headlines with their summaries."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds, line_patterns
from bulletin_spider.extraction.document.body_lines import NEXT_FRAME
from bulletin_spider.extraction.document.document import MIN_HEADLINE_LINK
from bulletin_spider.extraction.document.element_flags import TITLE_CLASS
from bulletin_spider.extraction.document.line_kinds import BODY_BORDERS
from bulletin_spider.normalization.names import is_office
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line

_MAX_HEADING = 20
"""Characters of the longest heading of links: a longer line is text."""
_MIN_SUMMARY = 20
"""Characters of the shortest summary below a linked headline: a shorter line can be an office or a day."""
_MAX_SUMMARIES = 10
"""Most summaries that are taken off, so that a long list of them costs no more time."""
_MAX_LINKS = 12
"""Lines below a heading that are looked at: they must be links."""
_MAX_UNLINKED = 12
"""Characters of a linked headline outside the link: a mark, or a day with its brackets."""
_MAX_TEXTS = 20
"""Texts of a bold element that are read."""
_CUT_SHORT = re.compile(
    rf"(?:…|\.{{3}}|[\[【(（<>\s](?:{labels.DETAILS}|详细|{labels.MORE}|{labels.FULL_TEXT})[\]】)）>»]{{0,3}})$"
)
"""The end of a summary that is cut short, or leads on."""
_SENTENCE_ENDINGS = ("。", "！", "？", "”", "；", "，")
_CLOSING = re.compile(rf"特此|此致|敬礼|{labels.ATTACHMENT}|\d")
"""Words that close a notice above its links, or a phone number or a day."""


def end_before_other_articles(document: Document, start: int, end: int) -> int:
    """Return the end of the body without what leads to other articles; some text stays."""
    shorter = _end_before_summaries(document, start, end)
    if start + 1 < shorter < end and _is_heading(document, shorter - 1):
        shorter -= 1
    while (last := _last_text(document, start, shorter)) > start and (
        _leads_to_other_text(document.lines[last])
        or (_is_heading(document, last) and _has_only_links_below(document, last))
    ):
        shorter = last
    return shorter


def _last_text(document: Document, start: int, end: int) -> int:
    """Return the last line between ``start`` and ``end`` that is no line of links, or ``start``."""
    at = end - 1
    while at > start and document.kinds[at] is line_kinds.LINKS:
        at -= 1
    return at


def _end_before_summaries(document: Document, start: int, end: int) -> int:
    """Return the end without linked headlines that have their summaries below them.

    One such pair can be a part of the text. It is taken off if the headline has the markup of a heading, if the summary
    is cut short, or if a heading of links is above it.
    """
    at, pairs = end, 0
    while (
        at - 2 > start
        and pairs < _MAX_SUMMARIES
        and _is_summary(document, at - 1)
        and (not pairs or document.lines[at].block.tag == document.lines[at - 2].block.tag)
    ):
        at -= 2
        pairs += 1
    if not pairs:
        return end
    headline, summary = document.lines[at], document.lines[at + 1]
    is_other = (
        pairs > 1
        or headline.heading > 0
        or headline.flags & TITLE_CLASS
        or _CUT_SHORT.search(summary.text[-_MAX_HEADING:])
        or _is_heading(document, at - 1)
    )
    return at if is_other else end


def _is_summary(document: Document, i: int) -> bool:
    """Return whether the line is plain text below a line that is the linked headline of another article."""
    line, above = document.lines[i], document.lines[i - 1]
    return (
        document.kinds[i] is line_kinds.TEXT
        and not line.linked
        and len(line.text) >= _MIN_SUMMARY
        and not line_patterns.CONTACT.match(line.text)
        and document.kinds[i - 1] is line_kinds.LINKS
        and len(above.text) >= MIN_HEADLINE_LINK
        and above.linked + _MAX_UNLINKED >= len(above.text)
        and not line_patterns.BARE_ADDRESS.match(above.text)
    )


def _leads_to_other_text(line: Line) -> bool:
    """Return whether the line is a label of other texts (此前报道：…) and a linked headline."""
    label = line_patterns.LABELLED_LINK.match(line.text) if line.linked else None
    return (
        label is not None
        and line.linked + 1 >= len(line.text) - len(label[0])
        and line_patterns.OTHER_TEXTS.search(label[0]) is not None
    )


def _is_heading(document: Document, i: int) -> bool:
    """Return whether a short line above links is their heading: by its markup, its end, or its words."""
    line = document.lines[i]
    if (
        document.kinds[i] is not line_kinds.TEXT
        or len(line.text) > _MAX_HEADING
        or line.text.endswith(_SENTENCE_ENDINGS)
        or _CLOSING.search(line.text)
    ):
        return False
    if line.text[-1] in ":：>》" or line_patterns.OTHER_TEXTS.search(line.text):
        return True
    has_markup = line.heading or line.flags & TITLE_CLASS or _has_other_block(document, i)
    return bool(has_markup) and not is_office(line.text)


def _has_only_links_below(document: Document, i: int) -> bool:
    """Return whether a line of links is below the line, and no text before the page leaves this part of its layout."""
    if document.kinds[i + 1 : i + 2] != [line_kinds.LINKS]:
        return False
    for k in range(i + 2, min(i + 1 + _MAX_LINKS, len(document.lines))):
        if document.lines[k].step > NEXT_FRAME or document.kinds[k] in BODY_BORDERS:
            return True
        if document.kinds[k] is line_kinds.TEXT:
            return False
    return True


def _has_other_block(document: Document, i: int) -> bool:
    """Return whether the line has other markup than the line above it, and two lines of links follow.

    It is in another kind of element, or it is bold as a whole.
    """
    line, above = document.lines[i], document.lines[i - 1]
    if document.kinds[i + 1 : i + 3] != [line_kinds.LINKS, line_kinds.LINKS]:
        return False
    block, block_above = line.block, above.block
    if (block.tag, block.get("class")) != (block_above.tag, block_above.get("class")):
        return True
    return _is_bold(line) and not _is_bold(above)


def _is_bold(line: Line) -> bool:
    """Return whether the first element of the line is bold and holds all of its text."""
    first = next(line.block.iter("b", "strong"), None)
    return first is not None and clean("".join(map(str, islice(first.itertext(), _MAX_TEXTS)))) == line.text
