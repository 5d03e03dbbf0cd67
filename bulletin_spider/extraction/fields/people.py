"""Who made the bulletin: bylines found in the lines of the body and around it, and their people gathered."""

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

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_MOST = 300
"""Paragraphs that are searched for bylines: the first and the last ones of a longer body."""
_SILENT = (line_kinds.LINKS, line_kinds.RELATED, line_kinds.FOOTER, line_kinds.TOOL)
ROLES = ("reporters", "correspondents", "photographers", "editors")


def fill_people(content: Content, context: ArticleContext) -> None:
    """Fill paragraphs, byline and people: a byline standing alone, or closing_credits the last paragraph, is lifted out."""
    document, body = context.document, context.body
    attachments = attachment_lines(document)
    texts = [document.lines[i].text for i in body.paragraphs if i not in attachments]
    texts = trimmed_paragraphs(texts, context.headline.text)
    paragraphs = set(body.paragraphs)
    for i in range(max(0, body.start - 12), body.start):
        if i != context.headline.line:
            _from_outside(content, document, i)
    searched = texts if len(texts) <= _MOST else texts[: _MOST // 2] + texts[-_MOST // 2 :]
    alone = {text: found for text in searched if (found := whole_line_credits(text))}
    for text in searched:
        _from_paragraph(content, text, alone.get(text))
    _lift(content, texts, alone)
    for i in chain(range(body.start, body.end), lines_below(document, body.end, 10)):
        if i not in paragraphs:
            _from_outside(content, document, i)
    content.paragraphs = [text for text in texts if text]
    if content.paragraphs:
        content.note("paragraphs", "run of prose", content.paragraphs[0][:60])


def _from_paragraph(content: Content, text: str, alone: Credits | None) -> None:
    """Read the people a paragraph names where bylines stand: the whole of it, its opening, a caption's end."""
    if alone:
        _take(content, alone, text)
    elif lead := opening_credits(text):
        people, said = lead
        _take(content, people, said)
        if content.byline is None:
            _tell_byline(content, said, "opening of a paragraph")
    elif end := closing_credits(text):
        _take(content, *end)
    elif found := caption_credits(text):
        _take(content, found, text)


def _lift(content: Content, texts: list[str], alone: dict[str, Credits]) -> None:
    """Take the byline out of ``texts``: whole lines at either end, then the bracket that closes the last paragraph."""
    lifted: list[str] = []
    signed = len(texts) > 1 and _is_day(texts[-1]) and texts[-2] in alone
    day = [texts.pop()] if signed else []
    while texts and texts[-1] in alone:
        lifted.insert(0, texts.pop())
    while len(texts) > 1 and texts[0] in alone:
        lifted.insert(0, texts.pop(0))
    if len(texts) > 2 and _is_subtitle(texts[0]) and (below := alone.get(texts[1])) and below.reporters:
        lifted.insert(0, texts.pop(1))
    if texts and (found := closing_credits(texts[-1])) and is_article_byline(texts[-1], found[0]):
        people, bracket = found
        _take(content, people, bracket)
        lifted.insert(0, bracket.strip())
        texts[-1] = texts[-1][: -len(bracket)].rstrip()
    texts += day
    if lifted:
        _tell_byline(content, " ".join(lifted), "own line or closing bracket")


def _is_day(text: str) -> bool:
    return len(text) <= 14 and starts_with_date(text)


def _is_subtitle(text: str) -> bool:
    return len(text) <= 40 and text[-1] not in "。！？；：:"


def _tell_byline(content: Content, said: str, rule: str) -> None:
    content.byline = said.strip()
    content.note("byline", rule, content.byline)


def _from_outside(content: Content, document: Document, i: int) -> None:
    """Read labelled people from a line above or below the body."""
    line, said = document.lines[i], document.kinds[i]
    if said in _SILENT or line.flags & HIDDEN or len(line.text) > 150 or not has_byline_word(line.text):
        return
    found = read_credits(line.text)
    if found.people() and found.leftover <= (20 if said in (line_kinds.INFO, line_kinds.EDITOR) else 2):
        _take(content, found, line.text)


def _take(content: Content, found: Credits, text: str) -> None:
    """Add what ``found`` names, keeping page order and each name once."""
    for role in ROLES:
        known: list[str] = getattr(content, role)
        fresh = [name for name in getattr(found, role) if name not in known]
        if fresh:
            known.extend(fresh)
            if role not in content.evidence:
                content.note(role, "byline", text if len(text) <= 200 else text[-200:])
