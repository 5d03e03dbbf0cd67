"""Pages of links: listings, home pages and others whose text is rows of links and the summaries between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ListingPage
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.line_kinds import HEAD
from bulletin_spider.extraction.document.link_rows import (
    FEWEST,
    is_link,
    is_promised,
    is_row,
    is_told,
    linked,
    links_many,
)
from bulletin_spider.extraction.headline.candidates import key
from bulletin_spider.extraction.refusals.summaries import is_headed_by_links, is_summary

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.document.document import Sheet
    from bulletin_spider.extraction.document.head import Head

_OWNER = re.compile(r"(?:公司|集团|学校|学院|大学|[中小]学|医院|协会|[局委办处院所])$")
"""How a title tag ends that is nothing but the name of the site's owner."""
_SHORT = 200
"""Characters of a body that is a few words beside links."""


def page_of_links(
    sheet: Sheet, head: Head, headline: int, body: Body | None, promised: str
) -> NotABulletin | None:
    """Return the refusal of a page of links: rows of links and no body, or a body that is one of their summaries."""
    if "pubdate" in head.meta or is_told(sheet, headline) or is_promised(sheet, promised):
        return None
    rows = [i for i in range(len(sheet.lines)) if is_row(sheet, i)]
    announced = _is_announced(sheet, head, headline)
    if body is None:
        many = not announced and (rows or links_many(sheet))
        return ListingPage("listing: links and no text of an article") if many else None
    if announced and headline < body.end:
        return None
    return _beside(sheet, headline if headline < body.start else -1, body, rows)


def _is_announced(sheet: Sheet, head: Head, headline: int) -> bool:
    """Return whether the headline is no link, long enough for one, and what the title tag begins with."""
    if headline < 0 or sheet.kinds[headline] is not line_kinds.TEXT:
        return False
    mark, told = key(sheet.lines[headline].text), key(head.title)
    return len(mark) >= 10 and told.startswith(mark) and (told != mark or not _OWNER.search(mark))


def _beside(sheet: Sheet, headline: int, body: Body, rows: list[int]) -> NotABulletin | None:
    """Return the refusal of a page whose body is less than the links around it, or a summary of one."""
    if len(rows) >= FEWEST and _is_between(sheet, headline, body, rows):
        return ListingPage(f"listing: {len(rows)} dated rows of links and no text of an article")
    if links_many(sheet) and _is_outweighed(sheet, body, 3 if headline < 0 else 10):
        return ListingPage("listing: links and a few words")
    if is_summary(sheet, body) or (headline < 0 and is_headed_by_links(sheet, body)):
        return ListingPage("listing: links and their summaries")
    return None


def _is_between(sheet: Sheet, headline: int, body: Body, rows: list[int]) -> bool:
    """Return whether the body stands among the rows, or is as short as what a home page says beside them."""
    inside = sum(1 for i in rows if body.start <= i < body.end)
    texts = sum(1 for i in body.paragraphs if sheet.kinds[i] is line_kinds.TEXT and i not in rows)
    before = any(max(headline, body.start - 4) <= i < body.start for i in rows)
    after = any(body.end <= i < body.end + 4 for i in rows)
    among = inside * 2 >= max(texts, 4) or (before and (after or inside >= 2))
    return among or (not _is_dated(sheet, body) and _size(sheet, body) < max(120, 20 * len(rows)))


def _is_outweighed(sheet: Sheet, body: Body, times: int) -> bool:
    """Return whether the links say so many ``times`` what a short body says, which no line above it dates.

    One without a sentence is outweighed by them, however many they are.
    """
    size = _size(sheet, body)
    if size >= _SHORT or _is_dated(sheet, body):
        return False
    silent = not any("。" in sheet.lines[i].text for i in body.paragraphs) and _is_undated(sheet)
    return silent or size < linked(sheet) / times


def _is_undated(sheet: Sheet) -> bool:
    return not any(said in HEAD for said in sheet.kinds)


def _is_dated(sheet: Sheet, body: Body) -> bool:
    """Return whether lines of date or source stand right above the body, and no link above them as in a list."""
    i, dated = body.start - 1, False
    while i >= 0 and sheet.kinds[i] in (*HEAD, line_kinds.TOOL):
        dated = dated or sheet.kinds[i] in HEAD
        i -= 1
    return dated and (i < 0 or not is_link(sheet, i))


def _size(sheet: Sheet, body: Body) -> int:
    return sum(len(sheet.lines[i].text) for i in body.paragraphs)
