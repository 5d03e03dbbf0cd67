"""Where the body stands: the best run of prose, extend_to_block to its block and trimmed."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from bulletin_spider.extraction.body.segmentation import best_run
from bulletin_spider.extraction.document import line_kinds, line_patterns
from bulletin_spider.extraction.document.document import blocks_around
from bulletin_spider.extraction.document.element_flags import ATTACHMENT, BODY, CHROME, HIDDEN, INFO
from bulletin_spider.extraction.document.line_classifier import is_about_article, prose_weight
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.link_rows import has_info_below

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Block, Document, Line

_LINKS = 3
"""Lines of links that may stand between a text and its sign-off."""
_OFFICE = 40
"""Characters of the office that signs."""


def extend_to_block(document: Document, start: int, end: int, headline: int) -> tuple[int, int]:
    """Return the run with the soft lines that its block holds before and after it."""
    around = blocks_around(document, start, end)
    block = inner = next(around)
    if inner.end - inner.start == end - start:
        wider = (one for one in around if one.end - one.start > end - start and one.depth >= inner.depth - 1)
        block = next(wider, inner)
    named = block.flags & BODY
    own = document.lines[start].flags & CHROME
    while end < block.end and _soft(document, end, own) and (named or document.lines[end].step <= 2):
        end += 1
    if named:
        end = _signed(document, end, block)
    while (
        start > max(block.start, headline + 1)
        and _soft(document, start - 1, own)
        and document.kinds[start - 1] not in INFO_OR_DATE
        and (named or document.lines[start].step <= 2)
    ):
        start -= 1
    return start, end


def _soft(document: Document, i: int, own: int) -> bool:
    """Return whether the line may belong to the body beside it, which stands in ``own`` frames of chrome itself."""
    said, line = document.kinds[i], document.lines[i]
    if line.flags & INFO and not line.flags & BODY and len(line.text) < 60:
        return False
    if said is line_kinds.INFO and is_about_article(line.text):
        return False
    return said in (line_kinds.TEXT, line_kinds.DATE, line_kinds.INFO) and not line.flags & (
        CHROME ^ own | HIDDEN
    )


def _signed(document: Document, end: int, block: Block) -> int:
    """Return the end of a named block's body: behind office and day, if a few links alone part them from the text."""
    at = end
    while (
        at < min(block.end, end + _LINKS)
        and document.kinds[at] is line_kinds.LINKS
        and document.lines[at].step <= 2
    ):
        at += 1
    office = (
        at > end
        and at < block.end
        and document.kinds[at] is line_kinds.TEXT
        and len(document.lines[at].text) <= _OFFICE
    )
    day = at + office
    return day + 1 if at > end and day < block.end and document.kinds[day] is line_kinds.DATE else end


_NEVER = (
    line_kinds.TOOL,
    line_kinds.EDITOR,
    line_kinds.FOOTER,
    line_kinds.RELATED,
    line_kinds.LINKS,
    line_kinds.END,
)
_ADDRESS = 60
"""Characters of a line that says how an office is reached."""


@dataclass(slots=True)
class Body:
    """The lines ``start`` to ``end`` (exclusive), and which of them are paragraphs."""

    start: int
    end: int
    paragraphs: list[int]


def find_body(document: Document, headline: int) -> Body | None:
    """Return the body of ``document``, None if there is no prose.

    Lines above ``headline``, an index of a line (-1: unknown), count little.
    """
    labels = []
    for i, said in enumerate(document.kinds):
        if said is line_kinds.RELATED and _heads_prose(document, i):
            document.kinds[i] = line_kinds.TEXT
        elif said is line_kinds.LINKS and line_patterns.ATTACHMENT_LABEL.match(document.lines[i].text):
            labels.append(i)
    if labels:
        _attach(document, labels)
    run = best_run(document, headline)
    if run is None:
        return None
    start, end = extend_to_block(document, *run, headline)
    while start < end and (document.kinds[start] in INFO_OR_DATE or _tells_of_article(document.lines[start])):
        start += 1
    while end > start and _is_foot(document, end - 1):
        end -= 1
    keep = [i for i in range(start, end) if is_paragraph(document, i)]
    if not keep or (_tells_address(document, keep) and not has_info_below(document, headline)):
        return None
    return Body(start, end, keep)


def _tells_address(document: Document, paragraphs: list[int]) -> bool:
    """Return whether the lines say nothing but how an office is reached: the box beside an empty list."""
    return all(
        len(document.lines[i].text) <= _ADDRESS and line_patterns.CONTACT.match(document.lines[i].text)
        for i in paragraphs
    )


def _attach(document: Document, labels: list[int]) -> None:
    """Take the links of lines for documents whose label says so; such a line is text if its links lead nowhere."""
    leading: dict[etree._Element, bool] = {}
    for i in labels:
        line = document.lines[i]
        if line.block not in leading:
            links = [(i, node) for node in line.block.iter("a") if _leads_on(node)]
            leading[line.block] = bool(links)
            document.attachments += links
        document.kinds[i], line.linked = line_kinds.TEXT, 0
        line.flags |= ATTACHMENT if leading[line.block] else 0
    document.attachments = sorted({*document.attachments}, key=itemgetter(0))


def _leads_on(node: etree._Element) -> bool:
    return not (node.get("href") or "#").startswith(("#", "javascript:"))


def _is_foot(document: Document, i: int) -> bool:
    """Return whether the last line of a body tells of the article or of the site, and is none of its text."""
    text = document.lines[i].text
    return (document.kinds[i] is line_kinds.INFO and is_about_article(text)) or line_patterns.HOST_OFFICE.match(
        text
    ) is not None


def _tells_of_article(line: Line) -> bool:
    """Return whether a short line stands in a block that is named as date, source or author."""
    return bool(line.flags & INFO) and len(line.text) <= 40 and prose_weight(line.text, line.linked) <= 12


def _heads_prose(document: Document, i: int) -> bool:
    """Return whether a line that sounds like the head of related links is a subheading of the body."""
    behind = document.lines[i + 1 : i + 2]
    if behind and "附件" in document.lines[i].text:
        return document.kinds[i + 1] is line_kinds.TEXT and behind[0].step == 0
    if (
        not behind
        or document.lines[i].step > 2
        or behind[0].step > 2
        or document.kinds[i + 1] is not line_kinds.TEXT
    ):
        return False
    return (
        not (document.lines[i].flags | behind[0].flags) & CHROME
        and prose_weight(behind[0].text, behind[0].linked) > 15
    )


def is_paragraph(document: Document, i: int) -> bool:
    """Return whether the line is one of the body's paragraphs and no tool, editor's line, link or document."""
    line = document.lines[i]
    named = line.flags & ATTACHMENT and len(line.text) <= 120 and "。" not in line.text
    return document.kinds[i] not in _NEVER and not line.flags & HIDDEN and not named
