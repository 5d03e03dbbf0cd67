"""Rows of lists: links with the days beside them, and how a headline is told from one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import LONGEST, ROW, links_shortly
from bulletin_spider.extraction.document.element_flags import DOCUMENT, SHAPED
from bulletin_spider.extraction.document.line_kinds import HEAD
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Line, Sheet
    from bulletin_spider.extraction.document.line_kinds import Kind

FEWEST = 5
"""Rows of a listing."""
_STAMP = re.compile(
    r"\W{0,3}(?:(?:发布|更新)?(?:时间|日期)\s?[:：]\s?)?(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?"
    r"(?:\s\d{1,2}:\d\d(?::\d\d)?)?\W{0,3}"
)
_PAGER = re.compile(r"下一?页.{0,12}[尾末]页|共\s?\d{1,6}\s?[条页]")


def is_link(sheet: Sheet, i: int) -> bool:
    """Return whether the line is a link that is long enough for a headline."""
    return sheet.kinds[i] is line_kinds.LINKS and len(sheet.lines[i].text) >= ROW


def is_row(sheet: Sheet, i: int) -> bool:
    """Return whether the line is a link with a date: in its own words, or on one of the two lines behind it."""
    line = sheet.lines[i]
    if len(line.text) < ROW or not (line.linked * 2 > len(line.text) or line.flags & DOCUMENT):
        return line.linked >= 4 and len(line.text) <= LONGEST and _is_stamped(line)
    behind = sheet.kinds[i + 1 : i + 3]
    return (
        has_date(line.text[-24:])
        or has_date(line.text[:16])
        or line_kinds.DATE in behind
        or line_kinds.INFO in behind
    )


def _is_stamped(line: Line) -> bool:
    """Return whether a date and a link are all there is on the line."""
    rest = _STAMP.sub("", line.text, count=1)
    return len(line.text) - 8 >= len(rest) <= line.linked + 3


def links_many(sheet: Sheet) -> bool:
    """Return whether the page leads to many others: much of it is links, or several can be headlines."""
    return linked(sheet) > 150 or sum(1 for i in range(len(sheet.lines)) if is_link(sheet, i)) >= FEWEST


def linked(sheet: Sheet) -> int:
    """Return how many characters of the page are links."""
    return sum(line.linked for line in sheet.lines)


def turns_pages(sheet: Sheet) -> bool:
    """Return whether a line leads to the next page and the last one, or counts the rows."""
    return any(_PAGER.search(line.text) for line in sheet.lines if len(line.text) < LONGEST)


def is_told(sheet: Sheet, headline: int) -> bool:
    """Return whether a line of date or source follows the headline before any link does."""
    if headline < 0 or is_row(sheet, headline):
        return False
    for i, said in enumerate(sheet.kinds[headline + 1 : headline + 6], headline + 1):
        if is_row(sheet, i) and not links_shortly(sheet.lines[i]):
            return False
        if said in HEAD:
            return i + 1 >= len(sheet.lines) or not _heads_list(sheet, i + 1, said)
    return False


def _heads_list(sheet: Sheet, i: int, above: Kind) -> bool:
    """Return whether a list begins with the line: a row, or below a bare day a link that is no tool."""
    if is_row(sheet, i):
        return True
    return above is line_kinds.DATE and is_link(sheet, i) and not links_shortly(sheet.lines[i])


def is_promised(sheet: Sheet, promised: str) -> bool:
    """Return whether the page shows the headline that its listing row promised, and not as a link.

    A short one may be the name of a channel: it must be all that a heading says.
    """
    unlinked = (line for line in sheet.lines[:200] if line.linked * 2 <= len(line.text))
    if len(promised) >= 6:
        return any(promised in key(line.text) for line in unlinked)
    return len(promised) > 1 and any(
        (line.heading or line.flags & SHAPED) and key(line.text) == promised for line in unlinked
    )
