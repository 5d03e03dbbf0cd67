"""Find the paragraphs of the body, without its headline, its attachments and the byline that closes or opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.body.trimming import trimmed_paragraphs
from bulletin_spider.extraction.bylines.places import closing_credits, is_article_byline, whole_line_credits
from bulletin_spider.extraction.document.element_flags import ROW
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
    closed the last paragraph in brackets, with its people. ``lines`` are the lines of the paragraphs.
    """

    searched: list[str]
    bylines: dict[str, Credits]
    paragraphs: list[str]
    byline: str | None
    bracket: tuple[Credits, str] | None
    lines: list[int]


def find_paragraphs(context: ArticleContext) -> BodyText:
    """Return the texts of the body.

    A byline on a line of its own at either end, or in brackets at the end of the last paragraph, is no paragraph. A
    line of a byline may be above the sign-off day, and below a short subtitle.
    """
    document = context.document
    attachments = attachment_lines(document)
    lines = [i for i in context.body.paragraphs if i not in attachments]
    texts = {i: document.lines[i].text for i in lines}
    kept = trimmed_paragraphs([*texts.values()], context.headline.text)
    lines = lines[kept.start : kept.stop]
    half = _MAX_SEARCHED // 2
    near_ends = lines if len(lines) <= _MAX_SEARCHED else lines[:half] + lines[-half:]
    searched = [texts[i] for i in near_ends if not document.lines[i].flags & ROW]
    bylines = {text: found for text in searched if (found := whole_line_credits(text))}
    is_signed_off = len(lines) > 1 and _is_day(texts[lines[-1]]) and texts[lines[-2]] in bylines
    day = [lines.pop()] if is_signed_off else []
    moved = _take_byline_lines(lines, texts, bylines)
    last = texts[lines[-1]] if lines and not document.lines[lines[-1]].flags & ROW else ""
    bracket = _closing_bracket(last) if last else None
    if bracket:
        moved.insert(0, bracket[1].strip())
        texts[lines[-1]] = last[: -len(bracket[1])].rstrip()
    byline = " ".join(moved) if moved else None
    lines = [i for i in lines + day if texts[i]]
    return BodyText(searched, bylines, [texts[i] for i in lines], byline, bracket, lines)


def _take_byline_lines(lines: list[int], texts: dict[int, str], bylines: dict[str, Credits]) -> list[str]:
    """Take the ``lines`` that are bylines off both ends and return their texts."""
    moved: list[str] = []
    while lines and texts[lines[-1]] in bylines:
        moved.insert(0, texts[lines.pop()])
    while len(lines) > 1 and texts[lines[0]] in bylines:
        moved.insert(0, texts[lines.pop(0)])
    if (
        len(lines) > 2
        and _is_subtitle(texts[lines[0]])
        and (below := bylines.get(texts[lines[1]]))
        and below.reporters
    ):
        moved.insert(0, texts[lines.pop(1)])
    return moved


def _closing_bracket(text: str) -> tuple[Credits, str] | None:
    found = closing_credits(text)
    return found if found and is_article_byline(text, found[0]) else None


def _is_day(text: str) -> bool:
    return len(text) <= _MAX_DAY and starts_with_date(text)


def _is_subtitle(text: str) -> bool:
    return len(text) <= _MAX_SUBTITLE and text[-1] not in "。！？；：:"
