"""Recognize rows of lists, which are links with a date beside them, and headlines, which are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import MAX_HEADLINE, MIN_HEADLINE_LINK, has_only_short_links
from bulletin_spider.extraction.document.element_flags import ATTACHMENT, TITLE_CLASS
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.line_patterns import LABEL
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.line_kinds import LineKind

MIN_ROWS = 5
"""Fewest rows of a listing: an article can have three or four related links."""
_MIN_SHORT_LINK = 4
"""Characters of the shortest link of a row that has all of its date on the same line."""
_MANY_LINKED = 150
"""Characters in links that make a page one that leads to many others."""
_MIN_TITLE_KEY = 6
"""Characters of a listed title that is surely no name of a channel."""
_MAX_DATE_BEHIND, _MAX_DATE_BEFORE = 24, 16
"""Characters at the end or the start of a row that hold its date: 发布时间：2024-01-02 08:30:00 has 24."""
_MIN_DATE = 8
"""Characters of the shortest date with a year, as in 2024-1-2."""
_MAX_ROW_SIGNS = 3
"""Characters of a row that are in neither its link nor its date: a mark before and brackets around the date."""
_INFO_REACH = 5
"""Lines below a headline in which its date and source are: subtitle, tools and share buttons can be between."""
_SEARCHED_LINES = 200
"""Lines of a page in which the title of its listing row is searched, so that a longer page costs no more time."""
_DATE = re.compile(
    rf"\W{{0,3}}(?:(?:{labels.PUBLISH}|{labels.UPDATE})?(?:{labels.TIME}"
    rf"|{labels.DATE})\s?[:：]\s?)?(?:19|20)\d\d\s?[-./年]\s?\d{{1,2}}\s?[-./月]\s?\d{{1,2}}日?"
    r"(?:\s\d{1,2}:\d\d(?::\d\d)?)?\W{0,3}"
)
_PAGER = re.compile(r"下一?页.{0,12}[尾末]页|共\s?\d{1,6}\s?[条页]")


def is_headline_link(document: Document, i: int) -> bool:
    """Return whether the line is a link that is long enough to be a headline."""
    return document.kinds[i] is line_kinds.LINKS and len(document.lines[i].text) >= MIN_HEADLINE_LINK


def is_row(document: Document, i: int) -> bool:
    """Return whether the line is a link with a date in its text or on one of the two lines behind it."""
    line = document.lines[i]
    if len(line.text) < MIN_HEADLINE_LINK or not (
        line.linked * 2 > len(line.text) or line.flags & ATTACHMENT
    ):
        return line.linked >= _MIN_SHORT_LINK and len(line.text) <= MAX_HEADLINE and _is_link_and_date(line)
    behind = document.kinds[i + 1 : i + 3]
    return (
        has_date(line.text[-_MAX_DATE_BEHIND:])
        or has_date(line.text[:_MAX_DATE_BEFORE])
        or line_kinds.DATE in behind
        or line_kinds.INFO in behind
    )


def _is_link_and_date(line: Line) -> bool:
    """Return whether the line holds a date, a link and nothing else. A label with a linked source is no row."""
    rest = _DATE.sub("", line.text, count=1)
    return len(line.text) - _MIN_DATE >= len(rest) <= line.linked + _MAX_ROW_SIGNS and not LABEL.search(rest)


def has_many_links(document: Document) -> bool:
    """Return whether the page leads to many others: many characters are linked, or several links can be headlines."""
    return (
        linked_chars(document) > _MANY_LINKED
        or sum(1 for i in range(len(document.lines)) if is_headline_link(document, i)) >= MIN_ROWS
    )


def linked_chars(document: Document) -> int:
    """Return how many characters of the page are inside links."""
    return sum(line.linked for line in document.lines)


def has_pager(document: Document) -> bool:
    """Return whether a line leads to the next and the last page, or counts the pages or rows."""
    return any(_PAGER.search(line.text) for line in document.lines if len(line.text) < MAX_HEADLINE)


def has_info_below(document: Document, headline: int) -> bool:
    """Return whether a line of date or source comes in the five lines below the headline, before any row of a list."""
    if headline < 0 or is_row(document, headline):
        return False
    for i, kind in enumerate(document.kinds[headline + 1 : headline + 1 + _INFO_REACH], headline + 1):
        if is_row(document, i) and not has_only_short_links(document.lines[i]):
            return False
        if kind in INFO_OR_DATE:
            return i + 1 >= len(document.lines) or not _begins_list(document, i + 1, kind)
    return False


def _begins_list(document: Document, i: int, kind_above: LineKind) -> bool:
    """Return whether a list begins with the line: with a row, or with a long link below a bare date."""
    if is_row(document, i):
        return True
    return (
        kind_above is line_kinds.DATE
        and is_headline_link(document, i)
        and not has_only_short_links(document.lines[i])
    )


def shows_listed_title(document: Document, title_key: str) -> bool:
    """Return whether the page shows the title of its listing row outside links; ``title_key`` is its key.

    A short title can be the name of a channel. It counts only if a heading consists of it.
    """
    unlinked = (line for line in document.lines[:_SEARCHED_LINES] if line.linked * 2 <= len(line.text))
    if len(title_key) >= _MIN_TITLE_KEY:
        return any(title_key in key(line.text) for line in unlinked)
    return len(title_key) > 1 and any(
        (line.heading or line.flags & TITLE_CLASS) and key(line.text) == title_key for line in unlinked
    )
