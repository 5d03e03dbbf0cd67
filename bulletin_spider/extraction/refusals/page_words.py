"""Read what a page calls itself, and how much of its prose is about something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.headline.candidates import pieces_and_wholes, site_names
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.head import Head

_MAX_NAME = 16
"""Characters of the longest name of a page such as 政府信息公开申请表（公民）."""
_NAMED_LINES = 80
"""Lines of a page that can name it."""
_READ_LINES = 400
"""Lines whose sentences are read: a longer page costs no more time."""
_MIN_SENTENCE = 12
"""Characters of a sentence: a shorter one is a label with a full stop."""
_MIN_HEADLINE = 6
"""Characters of a headline that is surely more than the name of a channel."""
_ARTICLE_METAS = ("pubdate", "articletitle")
"""Meta tags that content systems write on the page of an article only."""


def page_names(document: Document, head: Head) -> Iterator[tuple[int, str]]:
    """Yield the pieces of the title tag with -1, and each short line of text that is no link with its index."""
    for piece in pieces_and_wholes(head.title):
        if len(piece) <= _MAX_NAME:
            yield -1, piece
    for i, line in enumerate(document.lines[:_NAMED_LINES]):
        if len(line.text) <= _MAX_NAME and not line.linked:
            yield i, line.text


def named_line(document: Document, head: Head, names: re.Pattern[str]) -> int | None:
    """Return the first line that is a name of ``names``, -1 if the title tag has one, None without any."""
    return next((i for i, name in page_names(document, head) if names.fullmatch(name)), None)


def has_article_marks(document: Document, head: Head, form: int) -> bool:
    """Return whether the page has the meta tags of an article, or a day outside links above the line ``form``."""
    return any(name in head.meta for name in _ARTICLE_METAS) or any(
        kind in line_kinds.INFO_OR_DATE and line.linked * 2 <= len(line.text) and has_date(line.text)
        for kind, line in zip(document.kinds[:form], document.lines, strict=False)
    )


def has_titled_headline(document: Document, head: Head, headline: int) -> bool:
    """Return whether the title tag holds the headline, and the headline is not the name of the site."""
    if headline < 0:
        return False
    headline_key = key(document.lines[headline].text)
    return (
        len(headline_key) >= _MIN_HEADLINE
        and headline_key in key(head.title)
        and headline_key not in site_names(head.title)
    )


def prose_beside(document: Document, words: re.Pattern[str]) -> tuple[int, int]:
    """Return the characters of all sentences of the page, and of those without any of ``words``."""
    size = beside = 0
    for line, kind in zip(document.lines[:_READ_LINES], document.kinds, strict=False):
        if kind is line_kinds.TEXT and "。" in line.text and line.linked * 2 <= len(line.text):
            for sentence in _sentences(line):
                size += len(sentence)
                beside += 0 if words.search(sentence) else len(sentence)
    return size, beside


def _sentences(line: Line) -> Iterator[str]:
    return (sentence for sentence in line.text.split("。") if len(sentence) >= _MIN_SENTENCE)
