"""Read what a page calls itself, and how much of its prose is about something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.link_rows import shows_listed_title
from bulletin_spider.extraction.headline.candidates import pieces_and_wholes, site_names
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_CRUMB = re.compile(r"[>＞»→]\s?([^>＞»→\s]{2,16})$")
"""The last piece of a breadcrumb trail: the channel of an article, or the name of the page."""
_WHOLES = 3
"""Texts from the last piece of a title tag to the end of ``pieces_and_wholes``: it, the rest, and the whole."""
_MAX_NAME = 16
"""Characters of the longest name of a page such as 政府信息公开申请表（公民）."""
_NAMED_LINES = 80
"""Lines of a page that can name it."""
_READ_LINES = 400
"""Lines whose sentences are read: a longer page costs no more time."""
_MAX_LINE = 2_000
"""Characters of a line whose sentences are read."""
_MIN_SENTENCE = 12
"""Characters of a sentence: a shorter one is a label with a full stop."""
_MAX_TITLE = 60
"""Characters of a line that can be a short title with its marks."""
_MIN_TITLE = 4
"""Characters of the shortest title of a listing row: 停水公告."""
_MIN_HEADLINE = 6
"""Characters of a headline that is surely more than the name of a channel."""
_ARTICLE_METAS = ("pubdate", "articletitle")
"""Meta tags that content systems write on the page of an article only."""


def page_names(document: Document, head: Head) -> Iterator[tuple[int, str]]:
    """Yield the names that a page can have: both ends of the title tag with -1, and lines with their index.

    Of the lines, these are the short ones outside links, and the end of a breadcrumb trail.
    """
    for piece in title_ends(head.title):
        if len(piece) <= _MAX_NAME:
            yield -1, piece
    for i, line in enumerate(document.lines[:_NAMED_LINES]):
        if len(line.text) <= _MAX_NAME and not line.linked:
            yield i, line.text
        elif document.kinds[i] is line_kinds.TOOL and (end := _CRUMB.search(line.text)):
            yield i, end[1]


def title_ends(title: str) -> tuple[str, ...]:
    """Return the first and the last piece of a title tag: between them is the channel of an article."""
    pieces = pieces_and_wholes(title)
    return (pieces[0],) if len(pieces) < _WHOLES else (pieces[0], pieces[-_WHOLES])


def named_line(document: Document, head: Head, names: re.Pattern[str]) -> int | None:
    """Return the first line that is a name of ``names``, -1 if the title tag has one, None without any."""
    return next((i for i, name in page_names(document, head) if names.fullmatch(name)), None)


def shows_row_title(document: Document, title_key: str) -> bool:
    """Return whether the page shows the title of its listing row, also a short one if a line consists of it.

    ``title_key`` is the key of the title. A short one can be the name of a channel, so this proves no article on a
    page of links.
    """
    return shows_listed_title(document, title_key) or (
        len(title_key) >= _MIN_TITLE and _has_line(document, title_key)
    )


def _has_line(document: Document, title_key: str) -> bool:
    return any(
        not line.linked and len(line.text) <= _MAX_TITLE and key(line.text) == title_key
        for line in document.lines[:_NAMED_LINES]
    )


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
    for sentence in _sentences(document):
        size += len(sentence)
        beside += 0 if words.search(sentence) else len(sentence)
    return size, beside


def has_prose_beside(document: Document, words: re.Pattern[str], most: int) -> bool:
    """Return whether the sentences without any of ``words`` have more than ``most`` characters.

    The first sentences show whether the page is an article.
    """
    beside = 0
    for sentence in _sentences(document):
        if not words.search(sentence):
            beside += len(sentence)
            if beside > most:
                return True
    return False


def _sentences(document: Document) -> Iterator[str]:
    for line, kind in zip(document.lines[:_READ_LINES], document.kinds, strict=False):
        if kind is line_kinds.TEXT and "。" in line.text and line.linked * 2 <= len(line.text):
            for sentence in line.text[:_MAX_LINE].split("。"):
                if len(sentence) >= _MIN_SENTENCE:
                    yield sentence
