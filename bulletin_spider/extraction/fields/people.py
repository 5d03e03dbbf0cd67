"""Fill byline and people from the texts of the body and the lines around it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.bylines.credits import Credits, read_credits
from bulletin_spider.extraction.bylines.places import (
    MAX_UNEXPLAINED,
    caption_credits,
    closing_credits,
    has_byline_word,
    opening_credits,
)
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import lines_below
from bulletin_spider.extraction.document.element_flags import HIDDEN, ROW

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext
    from bulletin_spider.extraction.fields.paragraphs import BodyText

_LINES_ABOVE, _LINES_BELOW = 12, 10
"""Lines around the body that are read for people."""
_MAX_LINE = 150
"""Characters of the longest line outside the paragraphs that is read for people."""
_MAX_EVIDENCE = 200
"""Characters that are kept of the text that people were read from; its end has the byline."""
_KINDS_WITHOUT_PEOPLE = (line_kinds.LINKS, line_kinds.RELATED, line_kinds.FOOTER, line_kinds.TOOL)
ROLES = ("reporters", "correspondents", "photographers", "editors", "authors")
"""The fields of people that are published."""
MAX_OTHER_TEXT = 20
"""Characters of a line of labels that are no name, office or mark: it holds other labels too."""


def fill_people(content: Content, context: ArticleContext, body_text: BodyText) -> None:
    """Fill byline and people from the texts of the body and from the lines around it."""
    document, body = context.document, context.body
    paragraphs = set(body.paragraphs)
    for i in range(max(0, body.start - _LINES_ABOVE), body.start):
        if i != context.headline.line:
            _read_outside_line(content, document, i)
    for text in body_text.searched:
        _read_paragraph(content, text, body_text.bylines.get(text))
    if body_text.bracket:
        _add_people(content, *body_text.bracket)
    if body_text.byline:
        _set_byline(content, body_text.byline, EvidenceRule.LINE_OR_BRACKET)
    for i in chain(range(body.start, body.end), lines_below(document, body.end, _LINES_BELOW)):
        if i not in paragraphs:
            _read_outside_line(content, document, i)
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


def _set_byline(content: Content, text: str, rule: EvidenceRule) -> None:
    content.byline = text.strip()
    content.note("byline", rule, content.byline)


def _read_outside_line(content: Content, document: Document, i: int) -> None:
    """Add the labelled people of a line that is no paragraph."""
    line, kind = document.lines[i], document.kinds[i]
    if (
        kind in _KINDS_WITHOUT_PEOPLE
        or line.flags & (HIDDEN | ROW)
        or len(line.text) > _MAX_LINE
        or not has_byline_word(line.text)
    ):
        return
    found = read_credits(line.text)
    # Any other line must be a byline and nothing else.
    if found.people() and found.leftover <= (
        MAX_OTHER_TEXT if kind in (line_kinds.INFO, line_kinds.EDITOR) else MAX_UNEXPLAINED
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
                content.note(role, EvidenceRule.BYLINE, text[-_MAX_EVIDENCE:])
