"""Recognize lists by what they repeat: links with summaries, days at equal distances, headings above links."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.element_flags import ROW, TITLE_CLASS
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.link_rows import is_row
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.document.document import Document, Line

    Markup = tuple[str, str | None]

MIN_SUMMARIES = 3
"""Rows with the same markup and a summary each that are a list, wherever its day and its headline are."""
_MIN_LINK, _MIN_SUMMARY = 4, 12
"""Characters of the shortest link of a row (停水公告) and of the shortest summary."""
_SUMMARY_REACH = 3
"""Lines below the link of a row in which its summary begins: day and source may be between."""
_MIN_DAYS = 3
"""Days at equal distances that make a table of rows: a headline among them is one of its cells."""
_MAX_DISTANCE = 8
"""Lines from one day to the next: a row has up to eight cells."""
_MAX_DAY = 24
"""Characters of a cell with a day, or of a medium and its day: 发布时间：2024-01-02 08:30:00 has 24."""
_MAX_WORDS_BESIDE_ROWS = 3
"""Lines beside the dated rows of a table that is all of a page: its head, its name, the label of a search."""
_MIN_BOX = 3
"""Links below a heading that make a box."""
MAX_BOX_HEADING = 12
"""Characters of the heading of a box, which is the name of a channel."""


def are_summaries(document: Document, body: Body, least: int) -> bool:
    """Return whether the texts of the body are summaries in at least ``least`` rows of the same markup."""
    texts = set()
    for i in body.paragraphs:
        if _is_summary(document, i):
            if not _is_near_link(document, i):
                return False
            texts.add(i)
    return bool(texts) and any(
        len(rows) >= least and texts.issubset(rows) for rows in _rows_by_markup(document).values()
    )


def _rows_by_markup(document: Document) -> dict[tuple[Markup, Markup], set[int]]:
    """Return the lines of summaries by the markup of their link and their own."""
    rows = defaultdict(set)
    for i, line in enumerate(document.lines):
        if _is_link(document, i):
            end = min(i + 1 + _SUMMARY_REACH, len(document.lines))
            for k in range(i + 1, end):
                if _is_link(document, k):
                    break
                if _is_summary(document, k):
                    rows[_markup(line), _markup(document.lines[k])].add(k)
                    break
    return rows


def _is_near_link(document: Document, i: int) -> bool:
    return any(_is_link(document, k) for k in range(max(0, i - _SUMMARY_REACH), i))


def _is_link(document: Document, i: int) -> bool:
    line = document.lines[i]
    if line.linked < _MIN_LINK:
        return False
    return line.linked * 2 > len(line.text) or is_row(document, i)


def _is_summary(document: Document, i: int) -> bool:
    line = document.lines[i]
    return (
        document.kinds[i] is line_kinds.TEXT
        and len(line.text) >= _MIN_SUMMARY
        and not _is_link(document, i)
        and not (len(line.text) <= _MAX_DAY and has_date(line.text))
    )


def _markup(line: Line) -> Markup:
    return str(line.block.tag), line.block.get("class")


def has_headline_among_days(document: Document, headline: int, body: Body | None) -> bool:
    """Return whether the headline is a cell among days at equal distances, or without one the body is.

    A heading above a list of days is the headline of an article, such as a chronicle.
    """
    if headline >= 0:
        line = document.lines[headline]
        if line.heading or line.flags & TITLE_CLASS:
            return False
        at = headline
    elif body and not any("。" in document.lines[i].text for i in body.paragraphs):
        at = body.start
    else:
        return False
    return any(start < at < end for start, end in _tables_of_days(document))


def are_dated_rows(document: Document, body: Body) -> bool:
    """Return whether the body is the rows of a data table with a day each, below their head and a few words."""
    rows = [i for i in body.paragraphs if document.lines[i].flags & ROW]
    dated = sum(1 for i in rows if has_date(document.lines[i].text))
    return dated >= _MIN_DAYS and len(body.paragraphs) - dated <= _MAX_WORDS_BESIDE_ROWS


def _tables_of_days(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the line before each run of days at equal distances, and its last day, for each day that ends a run."""
    days = [
        i
        for i, (kind, line) in enumerate(zip(document.kinds, document.lines, strict=True))
        if kind in INFO_OR_DATE and len(line.text) <= _MAX_DAY and has_date(line.text)
    ]
    first = 0
    for last in range(1, len(days)):
        distance = days[last] - days[last - 1]
        if distance != days[first + 1] - days[first]:
            first = last - 1
        if last - first + 1 >= _MIN_DAYS and 1 < distance <= _MAX_DISTANCE:
            yield days[first] - distance, days[last]


def count_boxes(document: Document) -> int:
    """Return how many short headings have three links or more right below."""
    boxes = links = 0
    heading = False
    for line, kind in zip(document.lines, document.kinds, strict=True):
        if kind is line_kinds.LINKS:
            links += 1
            boxes += heading and links == _MIN_BOX
        else:
            heading, links = len(line.text) <= MAX_BOX_HEADING, 0
    return boxes
