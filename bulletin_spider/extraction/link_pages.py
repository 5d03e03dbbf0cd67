"""Pages of links: listings, home pages and others whose text is rows of links and the summaries between them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ListingPage
from bulletin_spider.extraction.anchors import LONGEST, key
from bulletin_spider.extraction.marks import DOCUMENT
from bulletin_spider.extraction.sheet import ROW, links_shortly
from bulletin_spider.extraction.wording import Kind
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.body import Body
    from bulletin_spider.extraction.head import Head
    from bulletin_spider.extraction.sheet import Line, Sheet

_FEWEST = 5
"""Rows of a listing."""
_STAMP = re.compile(
    r"\W{0,3}(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?\W{0,3}"
)
_PAGER = re.compile("下一?页.{0,12}[尾末]页")
_CUT = re.compile(r"(?:…|\.{3,}|\[?\s?(?:详情|详细|更多|全文)\s?[\]>》]{0,2})\s?$")
"""How a summary ends that is cut short."""


def page_of_links(
    sheet: Sheet, head: Head, headline: int, body: Body | None, promised: str
) -> NotABulletin | None:
    """Return the refusal of a page of links: rows of links and no body, or a body that is one of their summaries."""
    if "pubdate" in head.meta or is_told(sheet, headline) or is_promised(sheet, promised):
        return None
    if _is_announced(sheet, head, headline):
        return None
    rows = [i for i in range(len(sheet.lines)) if _is_row(sheet, i)]
    if body is None:
        many = len(rows) >= _FEWEST or links_many(sheet) or (rows and _turns_pages(sheet))
        return ListingPage("listing: links and no text of an article") if many else None
    if len(rows) >= _FEWEST and _is_between(sheet, headline, body, rows):
        return ListingPage(f"listing: {len(rows)} dated rows of links and no text of an article")
    if _is_summary(sheet, body) or (headline < 0 and _is_headed_by_links(sheet, body)):
        return ListingPage("listing: links and their summaries")
    return None


def links_many(sheet: Sheet) -> bool:
    """Return whether the page leads to many others: much of it is links, or several can be headlines."""
    return (
        sum(line.linked for line in sheet.lines) > 150
        or sum(1 for i in range(len(sheet.lines)) if _is_link(sheet, i)) >= _FEWEST
    )


def _turns_pages(sheet: Sheet) -> bool:
    return any(_PAGER.search(line.text) for line in sheet.lines if len(line.text) < LONGEST)


def _is_headed_by_links(sheet: Sheet, body: Body) -> bool:
    """Return whether a link stands right above each text of the body, and above others, or pages can be turned."""
    texts = [i for i in body.paragraphs if _is_text(sheet, i)]
    if not texts or not all(_is_headed(sheet, i) for i in texts):
        return False
    every = (i for i in range(len(sheet.lines)) if _is_text(sheet, i) and _is_headed(sheet, i))
    return len([*islice(every, 2)]) > 1 or _turns_pages(sheet)


def _is_text(sheet: Sheet, i: int) -> bool:
    return sheet.kinds[i] is Kind.TEXT and len(sheet.lines[i].text) > 2 * ROW and not sheet.lines[i].linked


def _is_headed(sheet: Sheet, i: int) -> bool:
    return any(_is_link(sheet, k) for k in range(max(0, i - 2), i))


def _is_between(sheet: Sheet, headline: int, body: Body, rows: list[int]) -> bool:
    """Return whether the body stands among the rows, or is as short as what a home page says beside them."""
    inside = sum(1 for i in rows if body.start <= i < body.end)
    texts = sum(1 for i in body.paragraphs if sheet.kinds[i] is Kind.TEXT and i not in rows)
    before = any(max(headline, body.start - 4) <= i < body.start for i in rows)
    after = any(body.end <= i < body.end + 4 for i in rows)
    size = sum(len(sheet.lines[i].text) for i in body.paragraphs)
    among = inside * 2 >= max(texts, 4) or (before and (after or inside >= 2))
    return among or size < max(120, 20 * len(rows))


def _is_summary(sheet: Sheet, body: Body) -> bool:
    """Return whether the body's texts are cut short below a link each, or stand between as many links.

    Three of them are a list; fewer are one if a link to the whole text closes each.
    """
    prose = [i for i in body.paragraphs if sheet.kinds[i] is Kind.TEXT and len(sheet.lines[i].text) > 2 * ROW]
    links = sum(1 for i in range(body.start, body.end) if _is_link(sheet, i))
    if links >= _FEWEST and links >= len(prose) * 0.8:
        return True
    cut = {
        i
        for i in range(1, len(sheet.lines))
        if _is_link(sheet, i - 1) and _CUT.search(sheet.lines[i].text[-12:])
    }
    whole = {i for i in cut if sheet.lines[i].linked}
    return cut.issuperset(prose) and (len(cut) >= 3 or (bool(prose) and whole.issuperset(prose)))


def _is_link(sheet: Sheet, i: int) -> bool:
    return sheet.kinds[i] is Kind.LINKS and len(sheet.lines[i].text) >= ROW


def _is_announced(sheet: Sheet, head: Head, headline: int) -> bool:
    """Return whether the headline is no link, long enough for one, and what the title tag begins with."""
    if headline < 0 or sheet.kinds[headline] is not Kind.TEXT:
        return False
    mark = key(sheet.lines[headline].text)
    return len(mark) >= 10 and key(head.title).startswith(mark)


def _is_row(sheet: Sheet, i: int) -> bool:
    """Return whether the line is a link with a date: in its own words, or on one of the two lines behind it."""
    line = sheet.lines[i]
    if len(line.text) < ROW or not (line.linked * 2 > len(line.text) or line.flags & DOCUMENT):
        return line.linked >= 4 and len(line.text) <= LONGEST and _is_stamped(line)
    behind = sheet.kinds[i + 1 : i + 3]
    return has_date(line.text[-24:]) or has_date(line.text[:16]) or Kind.DATE in behind or Kind.INFO in behind


def _is_stamped(line: Line) -> bool:
    """Return whether a date and a link are all there is on the line."""
    rest = _STAMP.sub("", line.text, count=1)
    return len(line.text) - 8 >= len(rest) <= line.linked + 3


def is_told(sheet: Sheet, headline: int) -> bool:
    """Return whether a line of date or source follows the headline before any link does."""
    if headline < 0 or _is_row(sheet, headline):
        return False
    for i, said in enumerate(sheet.kinds[headline + 1 : headline + 6], headline + 1):
        if _is_row(sheet, i) and not links_shortly(sheet.lines[i]):
            return False
        if said in (Kind.INFO, Kind.DATE):
            return i + 1 >= len(sheet.lines) or not _is_row(sheet, i + 1)
    return False


def is_promised(sheet: Sheet, promised: str) -> bool:
    """Return whether the page shows the headline that its listing row promised, and not as a link."""
    return len(promised) >= 6 and any(
        promised in key(line.text) and line.linked * 2 <= len(line.text) for line in sheet.lines[:200]
    )
