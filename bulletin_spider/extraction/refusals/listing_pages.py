"""Pages of links: listings, home pages and others whose text is rows of links and the summaries between them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ListingPage
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import MIN_HEADLINE_LINK
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.link_rows import (
    MIN_ROWS,
    has_info_below,
    has_many_links,
    has_pager,
    is_headline_link,
    is_row,
    linked_chars,
    shows_listed_title,
)
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_CUT = re.compile(r"(?:…|\.{3,}|\[?\s?(?:详情|详细|更多|全文)\s?[\]>》]{0,2})\s?$")
"""How a summary ends that is cut short."""
_MORE = re.compile(
    r"\W{0,3}(?:(?:查看|阅读|了解|点击)?(?:详[情细]|更多|全文|原文)(?:新闻|内容|信息|介绍)?|more)\W{0,3}",
    re.IGNORECASE,
)
"""All that a link to the whole text says."""
_LIST = 3
"""Summaries of a list."""


def is_summary(document: Document, body: Body) -> bool:
    """Return whether the body's texts are cut short below a link each, or stand between as many links.

    Three of them are a list; fewer are one if a link to the whole text closes each.
    """
    prose = [i for i in body.paragraphs if _is_text(document, i)]
    links = sum(1 for i in range(body.start, body.end) if is_headline_link(document, i))
    if (links >= MIN_ROWS and links >= len(prose) * 0.8) or _leads_on(document, body):
        return True
    cut = {i for i in range(1, len(document.lines)) if is_headline_link(document, i - 1) and _is_cut(document, i)}
    whole = {i for i in cut if document.lines[i].linked}
    return cut.issuperset(prose) and (len(cut) >= _LIST or (bool(prose) and whole.issuperset(prose)))


def is_headed_by_links(document: Document, body: Body) -> bool:
    """Return whether a link stands right above each text of the body, and above others, or pages can be turned."""
    texts = [i for i in body.paragraphs if _is_text(document, i) and not document.lines[i].linked]
    if not texts or not all(_is_headed(document, i) for i in texts):
        return False
    every = (i for i in range(len(document.lines)) if _is_text(document, i) and _is_headed(document, i))
    cut = all(_is_cut(document, i) for i in texts)
    return cut or len([*islice(every, 2)]) > 1 or has_pager(document)


def _leads_on(document: Document, body: Body) -> bool:
    """Return whether three texts of the page, one of the body among them, end with a link to the whole text."""
    closed = [
        i for i, line in enumerate(document.lines) if 0 < line.linked < MIN_HEADLINE_LINK and _leads_from(document, i)
    ]
    return len(closed) >= _LIST and any(body.start <= i <= body.end for i in closed)


def _leads_from(document: Document, i: int) -> bool:
    """Return whether the text of the line, or the one above it, ends with the link that the line holds."""
    above = i > 0 and document.kinds[i - 1] is line_kinds.TEXT
    return _is_cut(document, i) or (above and _MORE.fullmatch(document.lines[i].text) is not None)


def _is_cut(document: Document, i: int) -> bool:
    return _CUT.search(document.lines[i].text[-12:]) is not None


def _is_text(document: Document, i: int) -> bool:
    return document.kinds[i] is line_kinds.TEXT and len(document.lines[i].text) > 2 * MIN_HEADLINE_LINK


def _is_headed(document: Document, i: int) -> bool:
    return any(is_headline_link(document, k) for k in range(max(0, i - 2), i))


_OWNER = re.compile(r"(?:公司|集团|学校|学院|大学|[中小]学|医院|协会|[局委办处院所])$")
"""How a title tag ends that is nothing but the name of the site's owner."""
_SHORT = 200
"""Characters of a body that is a few words beside links."""


def listing_page_refusal(
    document: Document, head: Head, headline: int, body: Body | None, promised: str
) -> NotABulletin | None:
    """Return the refusal of a page of links: rows of links and no body, or a body that is one of their summaries."""
    if "pubdate" in head.meta or has_info_below(document, headline) or shows_listed_title(document, promised):
        return None
    rows = [i for i in range(len(document.lines)) if is_row(document, i)]
    announced = _is_announced(document, head, headline)
    if body is None:
        many = not announced and (rows or has_many_links(document))
        return ListingPage("listing: links and no text of an article") if many else None
    if announced and headline < body.end:
        return None
    return _beside(document, headline if headline < body.start else -1, body, rows)


def _is_announced(document: Document, head: Head, headline: int) -> bool:
    """Return whether the headline is no link, long enough for one, and what the title tag begins with."""
    if headline < 0 or document.kinds[headline] is not line_kinds.TEXT:
        return False
    mark, told = key(document.lines[headline].text), key(head.title)
    return len(mark) >= 10 and told.startswith(mark) and (told != mark or not _OWNER.search(mark))


def _beside(document: Document, headline: int, body: Body, rows: list[int]) -> NotABulletin | None:
    """Return the refusal of a page whose body is less than the links around it, or a summary of one."""
    if len(rows) >= MIN_ROWS and _is_between(document, headline, body, rows):
        return ListingPage(f"listing: {len(rows)} dated rows of links and no text of an article")
    if has_many_links(document) and _is_outweighed(document, body, 3 if headline < 0 else 10):
        return ListingPage("listing: links and a few words")
    if is_summary(document, body) or (headline < 0 and is_headed_by_links(document, body)):
        return ListingPage("listing: links and their summaries")
    return None


def _is_between(document: Document, headline: int, body: Body, rows: list[int]) -> bool:
    """Return whether the body stands among the rows, or is as short as what a home page says beside them."""
    inside = sum(1 for i in rows if body.start <= i < body.end)
    texts = sum(1 for i in body.paragraphs if document.kinds[i] is line_kinds.TEXT and i not in rows)
    before = any(max(headline, body.start - 4) <= i < body.start for i in rows)
    after = any(body.end <= i < body.end + 4 for i in rows)
    among = inside * 2 >= max(texts, 4) or (before and (after or inside >= 2))
    return among or (not _is_dated(document, body) and _size(document, body) < max(120, 20 * len(rows)))


def _is_outweighed(document: Document, body: Body, times: int) -> bool:
    """Return whether the links say so many ``times`` what a short body says, which no line above it dates.

    One without a sentence is outweighed by them, however many they are.
    """
    size = _size(document, body)
    if size >= _SHORT or _is_dated(document, body):
        return False
    silent = not any("。" in document.lines[i].text for i in body.paragraphs) and _is_undated(document)
    return silent or size < linked_chars(document) / times


def _is_undated(document: Document) -> bool:
    return not any(said in INFO_OR_DATE for said in document.kinds)


def _is_dated(document: Document, body: Body) -> bool:
    """Return whether lines of date or source stand right above the body, and no link above them as in a list."""
    i, dated = body.start - 1, False
    while i >= 0 and document.kinds[i] in (*INFO_OR_DATE, line_kinds.TOOL):
        dated = dated or document.kinds[i] in INFO_OR_DATE
        i -= 1
    return dated and (i < 0 or not is_headline_link(document, i))


def _size(document: Document, body: Body) -> int:
    return sum(len(document.lines[i].text) for i in body.paragraphs)
