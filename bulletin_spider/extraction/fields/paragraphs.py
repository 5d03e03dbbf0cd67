"""Find the paragraphs of the body, without its headline, its attachments and the byline that closes or opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.body.trimming import trimmed_paragraphs
from bulletin_spider.extraction.bylines.places import closing_credits, is_article_byline, whole_line_credits
from bulletin_spider.extraction.fields.media import attachment_lines
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.bylines.credits import Credits
    from bulletin_spider.extraction.fields.context import ArticleContext

_MAX_SEARCHED = 300
"""Texts that are searched for bylines; of a longer body the first and the last 150."""
_MAX_DAY = 14
"""Characters of a line that is only the day under a notice: 二〇二五年十二月三十一日 has 12."""
_MAX_SUBTITLE = 40
"""Characters of a short subtitle above a byline."""


class BodyText(NamedTuple):
    """The texts of a body: as they are on the page, and as they are published.

    ``searched`` are the texts on the page that are searched for people, ``bylines`` those that are nothing but a
    byline, with their people. ``byline`` is what was moved out of the ``paragraphs``, ``bracket`` the part of it that
    closed the last paragraph in brackets, with its people.
    """

    searched: list[str]
    bylines: dict[str, Credits]
    paragraphs: list[str]
    byline: str | None
    bracket: tuple[Credits, str] | None


def find_paragraphs(context: ArticleContext) -> BodyText:
    """Return the texts of the body.

    A byline on a line of its own at either end, or in brackets at the end of the last paragraph, is no paragraph. A
    line of a byline may be above the sign-off day, and below a short subtitle.
    """
    document = context.document
    attachments = attachment_lines(document)
    texts = [document.lines[i].text for i in context.body.paragraphs if i not in attachments]
    texts = trimmed_paragraphs(texts, context.headline.text)
    half = _MAX_SEARCHED // 2
    searched = [*texts] if len(texts) <= _MAX_SEARCHED else texts[:half] + texts[-half:]
    bylines = {text: found for text in searched if (found := whole_line_credits(text))}
    is_signed_off = len(texts) > 1 and _is_day(texts[-1]) and texts[-2] in bylines
    day = [texts.pop()] if is_signed_off else []
    moved = _take_byline_lines(texts, bylines)
    bracket = _closing_bracket(texts)
    if bracket:
        moved.insert(0, bracket[1].strip())
        texts[-1] = texts[-1][: -len(bracket[1])].rstrip()
    byline = " ".join(moved) if moved else None
    return BodyText(searched, bylines, [text for text in texts + day if text], byline, bracket)


def _take_byline_lines(texts: list[str], bylines: dict[str, Credits]) -> list[str]:
    """Take the lines that are bylines off both ends of ``texts`` and return them."""
    moved: list[str] = []
    while texts and texts[-1] in bylines:
        moved.insert(0, texts.pop())
    while len(texts) > 1 and texts[0] in bylines:
        moved.insert(0, texts.pop(0))
    if len(texts) > 2 and _is_subtitle(texts[0]) and (below := bylines.get(texts[1])) and below.reporters:
        moved.insert(0, texts.pop(1))
    return moved


def _closing_bracket(texts: list[str]) -> tuple[Credits, str] | None:
    found = closing_credits(texts[-1]) if texts else None
    return found if found and is_article_byline(texts[-1], found[0]) else None


def _is_day(text: str) -> bool:
    return len(text) <= _MAX_DAY and starts_with_date(text)


def _is_subtitle(text: str) -> bool:
    return len(text) <= _MAX_SUBTITLE and text[-1] not in "。！？；：:"
