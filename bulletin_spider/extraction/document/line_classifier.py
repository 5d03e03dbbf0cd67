"""Classify a line by its text: prose, article information, page tool, end of the body or footer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds, line_patterns
from bulletin_spider.extraction.document.element_flags import BODY, CHROME, ROW
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.line_kinds import LineKind


_MAX_SHORT = 120
"""Characters of the longest line that is compared with all patterns. A longer one is text or a notice."""
_MAX_NOTICE = 300
"""Characters of the longest notice of rights that is recognized: a longer line is text."""
_MAX_FOOTER_DISTANCE = 6
"""Lines from a footer line to the last address or sponsor beside it."""
_MIN_SENTENCE = 20
"""Characters above which a line with 。 is a sentence; a shorter one can be a label with a stray full stop."""
_MAX_INFO = 60
"""Characters of the longest line that tells of the article by a date or one label at its start."""
_MAX_EARLY_DAY = 50
"""Characters of the longest line without a label that has a day and a time of day near its start."""
_MAX_COLONS = 12
"""Colons of the longest line of labels; more are a form or a table."""
_TOOL_SHARE = 4
"""A line is a tool if at most one character in four is no word of a tool."""


def line_kind(text: str) -> LineKind:
    """Return the kind of the line ``text``."""
    if len(text) <= _MAX_SHORT:
        if text[0] in "hw" and line_patterns.LEADING_ADDRESS.match(text):
            text = text.partition(" ")[2]
        return _kind_of_short(text)
    return line_kinds.END if len(text) <= _MAX_NOTICE and is_notice(text) else line_kinds.TEXT


# The pages of a site share most of their short lines, so most answers come from the cache.
@lru_cache(maxsize=8192)
def _kind_of_short(text: str) -> LineKind:  # noqa: PLR0911 - a decision list, read from top to bottom
    size = len(text)
    if "。" in text and size > _MIN_SENTENCE:
        return line_kinds.END if is_notice(text) else line_kinds.TEXT
    if line_patterns.RELATED.match(text) or line_patterns.PREVIOUS_NEXT.match(text):
        return line_kinds.RELATED
    if line_patterns.EDITOR.match(text) and (text[-1] in "】]" or not line_patterns.SENTENCE.search(text)):
        return line_kinds.EDITOR
    if size <= _MAX_INFO and not line_patterns.SENTENCE.search(text) and starts_with_date(text):
        return _kind_of_dated(text)
    if is_breadcrumb_or_greeting(text):
        return line_kinds.TOOL
    if (
        size <= _MAX_EARLY_DAY
        and has_clock(text)
        and line_patterns.EARLY_DAY.match(text)
        and not line_patterns.PUNCTUATION.search(text)
    ):
        return line_kinds.INFO
    if (
        is_info(text)
        or line_patterns.DAY_WITHOUT_COLON.match(text)
        or (text[-1] == "次" and line_patterns.READ_COUNT.search(text))
    ):
        return line_kinds.INFO
    if _is_tool(text):
        return line_kinds.TOOL
    if line_patterns.FOOTER.search(text) and "。" not in text:
        return line_kinds.FOOTER
    return line_kinds.END if is_notice(text) else line_kinds.TEXT


def _is_tool(text: str) -> bool:
    """Return whether words of page tools make up three quarters of ``text``, or a player shows it.

    A list item and a phone number are text.
    """
    if line_patterns.TOOL_WORD.search(text):
        rest = line_patterns.TOOL_PARTS.sub("", text)
        return len(rest) * _TOOL_SHARE <= len(text) and not line_patterns.LIST_ITEM_OR_PHONE.match(text)
    return len(text) <= line_patterns.MAX_PLAYER and line_patterns.PLAYER.fullmatch(text) is not None


def is_notice(text: str) -> bool:
    """Return whether the line is a notice of rights or asks to scan a code. Both come behind a body."""
    return line_patterns.NOTICE.match(text) is not None or line_patterns.SCAN_CODE.search(text) is not None


def is_breadcrumb_or_greeting(text: str) -> bool:
    """Return whether the line is a breadcrumb trail, a greeting or a message that the page is loading."""
    return bool(
        line_patterns.BREADCRUMB.match(text)
        or line_patterns.BREADCRUMB_END.search(text)
        or line_patterns.LOADING.search(text)
    )


def _kind_of_dated(text: str) -> LineKind:
    """Return the kind of a line that begins with a date. The history of a law and the hours of an event are text."""
    if line_patterns.LAW_HISTORY.search(text) or line_patterns.EVENT_HOURS.search(text):
        return line_kinds.TEXT
    return line_kinds.INFO if has_clock(text) or line_patterns.LABEL.search(text) else line_kinds.DATE


def mark_footer_neighbours(document: Document) -> None:
    """Mark addresses and sponsors beside a footer line as FOOTER. In a body they are text.

    Both lines must be inside a block with the name of a footer, or both outside.
    """
    for i in [i for i, kind in enumerate(document.kinds) if kind is line_kinds.FOOTER]:
        for direction in (-1, 1):
            k = i + direction
            while (
                0 <= k < len(document.kinds)
                and abs(k - i) <= _MAX_FOOTER_DISTANCE
                and _belongs_to_footer(document, i, k)
            ):
                document.kinds[k] = line_kinds.FOOTER
                k += direction


def _belongs_to_footer(document: Document, footer: int, i: int) -> bool:
    """Return whether the line near the line ``footer`` holds an address or a sponsor."""
    text = document.lines[i].text
    return (
        _are_in_like_blocks(document.lines[footer], document.lines[i])
        and document.kinds[i] in (line_kinds.TEXT, line_kinds.INFO)
        and not document.lines[i].flags & ROW
        and "。" not in text
        and line_patterns.SPONSOR.search(text[: line_patterns.SPONSOR_REACH]) is not None
    )


def _are_in_like_blocks(footer: Line, line: Line) -> bool:
    return (footer.flags ^ line.flags) & (BODY | CHROME) == 0


def has_clock(text: str) -> bool:
    """Return whether ``text`` holds a time of day."""
    return line_patterns.CLOCK.search(text) is not None


def has_publication_day(text: str) -> bool:
    """Return whether ``text`` holds a publication label with its day, or an address and a time of day."""
    if text.startswith(("http", "www")):
        return line_patterns.LEADING_ADDRESS.match(text) is not None and has_clock(text)
    return (labels.TIME in text or labels.DATE in text) and line_patterns.LABELLED_DAY.search(
        text
    ) is not None


def is_info(text: str) -> bool:
    """Return whether ``text`` tells when or by whom the article was published: by two labels, or one at its start."""
    if not line_patterns.COLON.search(text) or text.count("：") > _MAX_COLONS:
        return False
    labels = list(line_patterns.LABEL.finditer(text))
    if not labels or (
        len(labels) == 1 and (line_patterns.SENTENCE.search(text) or line_patterns.EVENT_TIME.match(text))
    ):
        return False
    return len(labels) > 1 or (labels[0].start() <= 1 and len(text) <= _MAX_INFO)


def is_about_article(text: str) -> bool:
    """Return whether an INFO line is about the article, not about an event that the body announces."""
    return line_patterns.ABOUT_ARTICLE.search(text) is not None or has_clock(text)
