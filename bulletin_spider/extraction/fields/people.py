"""Fill paragraphs, byline and people from the lines of the body and around it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.extraction.body.trimming import trimmed_paragraphs
from bulletin_spider.extraction.bylines.credits import Credits, read_credits
from bulletin_spider.extraction.bylines.places import (
    caption_credits,
    closing_credits,
    has_byline_word,
    is_article_byline,
    opening_credits,
    whole_line_credits,
)
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import lines_below
from bulletin_spider.extraction.document.element_flags import HIDDEN
from bulletin_spider.extraction.fields.media import attachment_lines
from bulletin_spider.normalization.dates import starts_with_date
from bulletin_spider.statuses import EvidenceRule

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_MAX_SEARCHED = 300
"""Paragraphs that are searched for bylines; of a longer body the first and the last 150."""
_KINDS_WITHOUT_PEOPLE = (line_kinds.LINKS, line_kinds.RELATED, line_kinds.FOOTER, line_kinds.TOOL)
ROLES = ("reporters", "correspondents", "photographers", "editors")
"""The fields of people that are published."""
MAX_OTHER_TEXT = 20
"""Characters of a line of labels that are no name, office or mark: it holds other labels too."""


def fill_people(content: Content, context: ArticleContext) -> None:
    """Fill paragraphs, byline and people.

    A byline on a line of its own at either end, or in brackets at the end of the last paragraph, is moved from the
    paragraphs to the byline.
    """
    document, body = context.document, context.body
    attachments = attachment_lines(document)
    texts = [document.lines[i].text for i in body.paragraphs if i not in attachments]
    texts = trimmed_paragraphs(texts, context.headline.text)
    paragraphs = set(body.paragraphs)
    for i in range(max(0, body.start - 12), body.start):
        if i != context.headline.line:
            _read_outside_line(content, document, i)
    half = _MAX_SEARCHED // 2
    searched = texts if len(texts) <= _MAX_SEARCHED else texts[:half] + texts[-half:]
    byline_lines = {text: found for text in searched if (found := whole_line_credits(text))}
    for text in searched:
        _read_paragraph(content, text, byline_lines.get(text))
    _move_byline(content, texts, byline_lines)
    for i in chain(range(body.start, body.end), lines_below(document, body.end, 10)):
        if i not in paragraphs:
            _read_outside_line(content, document, i)
    content.paragraphs = [text for text in texts if text]
    if content.paragraphs:
        content.note("paragraphs", body.rule)
    _leave_out_byline(content)


def _leave_out_byline(content: Content) -> None:
    """Leave out the text that people were read from where it is the byline, which the record has already."""
    for role in ROLES:
        if (proof := content.evidence.get(role)) and proof["text"] == content.byline:
            proof["text"] = ""


def _read_paragraph(content: Content, text: str, line_credits: Credits | None) -> None:
    """Add the people of a paragraph's byline: the whole paragraph, its opening, its end, or the end of a caption."""
    if line_credits:
        _add_people(content, line_credits, text)
    elif opening := opening_credits(text):
        people, byline = opening
        _add_people(content, people, byline)
        if content.byline is None:
            _set_byline(content, byline, EvidenceRule.PARAGRAPH_OPENING)
    elif closing := closing_credits(text):
        _add_people(content, *closing)
    elif found := caption_credits(text):
        _add_people(content, found, text)


def _move_byline(content: Content, texts: list[str], byline_lines: dict[str, Credits]) -> None:
    """Move the byline out of ``texts``: whole lines at either end, then the bracket at the end of the last paragraph.

    A line of a byline may be above the sign-off day, and below a short subtitle.
    """
    moved: list[str] = []
    is_signed_off = len(texts) > 1 and _is_day(texts[-1]) and texts[-2] in byline_lines
    day = [texts.pop()] if is_signed_off else []
    while texts and texts[-1] in byline_lines:
        moved.insert(0, texts.pop())
    while len(texts) > 1 and texts[0] in byline_lines:
        moved.insert(0, texts.pop(0))
    if (
        len(texts) > 2
        and _is_subtitle(texts[0])
        and (below := byline_lines.get(texts[1]))
        and below.reporters
    ):
        moved.insert(0, texts.pop(1))
    if texts and (found := closing_credits(texts[-1])) and is_article_byline(texts[-1], found[0]):
        people, bracket = found
        _add_people(content, people, bracket)
        moved.insert(0, bracket.strip())
        texts[-1] = texts[-1][: -len(bracket)].rstrip()
    texts += day
    if moved:
        _set_byline(content, " ".join(moved), EvidenceRule.LINE_OR_BRACKET)


def _is_day(text: str) -> bool:
    return len(text) <= 14 and starts_with_date(text)


def _is_subtitle(text: str) -> bool:
    return len(text) <= 40 and text[-1] not in "。！？；：:"


def _set_byline(content: Content, text: str, rule: EvidenceRule) -> None:
    content.byline = text.strip()
    content.note("byline", rule, content.byline)


def _read_outside_line(content: Content, document: Document, i: int) -> None:
    """Add the labelled people of a line that is no paragraph."""
    line, kind = document.lines[i], document.kinds[i]
    if (
        kind in _KINDS_WITHOUT_PEOPLE
        or line.flags & HIDDEN
        or len(line.text) > 150
        or not has_byline_word(line.text)
    ):
        return
    found = read_credits(line.text)
    # Any other line must be a byline and nothing else.
    if found.people() and found.leftover <= (
        MAX_OTHER_TEXT if kind in (line_kinds.INFO, line_kinds.EDITOR) else 2
    ):
        _add_people(content, found, line.text)


def _add_people(content: Content, found: Credits, text: str) -> None:
    """Add the names of ``found`` to ``content`` in page order, each name once."""
    for role in ROLES:
        names: list[str] = getattr(content, role)
        new_names = [name for name in getattr(found, role) if name not in names]
        if new_names:
            names.extend(new_names)
            if role not in content.evidence:
                content.note(role, EvidenceRule.BYLINE, text if len(text) <= 200 else text[-200:])
