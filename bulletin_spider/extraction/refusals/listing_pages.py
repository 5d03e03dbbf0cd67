"""Refuse pages of links: listings, home pages and other pages whose text is links and their teasers."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ListingPage
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import MAX_HEADLINE, MIN_HEADLINE_LINK, is_prose
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
from bulletin_spider.extraction.embedded.shown_files import shows_file_below
from bulletin_spider.extraction.headline.candidates import site_names
from bulletin_spider.extraction.refusals.page_words import has_titled_headline, named_line
from bulletin_spider.extraction.refusals.repetition import (
    MAX_BOX_HEADING,
    MIN_SUMMARIES,
    are_dated_rows,
    are_summaries,
    count_boxes,
    has_headline_among_days,
)
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_TEASER_END = re.compile(
    rf"(?:…|\.{{3,}}|\[?\s?(?:{labels.DETAILS}|详细|{labels.MORE}"
    rf"|{labels.FULL_TEXT})\s?[\]>》]{{0,2}})\s?$"
)
"""The end of a teaser that is cut short: an ellipsis or [详情]."""
_READ_MORE = re.compile(
    rf"\W{{0,3}}(?:(?:查看|{labels.READ}|了解|{labels.CLICKED})?(?:详[情细]|{labels.MORE}"
    rf"|{labels.FULL_TEXT}|{labels.ORIGINAL_TEXT})(?:新闻|内容|信息|介绍)?|more)\W{{0,3}}",
    re.IGNORECASE,
)
"""The whole text of a link to the article: 阅读全文."""
_MIN_TEASERS = 3
"""Teasers that make a list. Fewer make one only if each ends with a link to the whole text."""
_OWNER_ENDING = re.compile(r"(?:公司|集团|学校|学院|大学|[中小]学|医院|协会|[局委办处院所])$")
"""The end of a title tag that is only the name of the site's owner."""
_LINKS_BESIDE_PROSE = 0.8
"""Headline links inside a body for each of its texts that make the texts teasers."""
_MIN_LISTED_TITLE = 4
"""Characters of the shortest title of a listing row: 停水公告."""
_MIN_TITLE_KEY = 10
"""Characters of a headline with which the title tag begins: a shorter one may be the name of a channel."""
_OUTWEIGHED, _OUTWEIGHED_WITHOUT_HEADLINE = 10, 2
"""How many times the characters of a body are in links on a page of links.

A page without a headline above the body is more likely a home page.
"""
_NEAR_ROWS = 4
"""Lines around a body in which the rows of a list are beside it."""
_MIN_TEXTS = 4
"""Texts of a body that are counted at least: of fewer, two rows among them make a list."""
_MIN_TEXT, _TEXT_PER_ROW = 120, 20
"""Characters that a body without a date needs beside rows, in all and for each row."""
_DIRECTORY_NAME = re.compile(
    rf".{{0,8}}(?:目录|(?:信息|政务){labels.DISCLOSE}|主动{labels.DISCLOSE}内容|{labels.DISCLOSE}指南|文件库|信息库|公报|资料库|法规库|规范性文件)(?:列表|查询)?"
)
"""The name of a directory of documents."""
_MAX_CARD = 24
"""Lines of a card above rows: twelve labels and their values."""
_LONG_BODY = 300
"""Characters of a body that is more than the few words of a home page beside its boxes."""
_MIN_BOXES = 3
"""Boxes of links of a home page: beside an undated article there can be one or two."""
_SHORT_BODY = 200
"""Characters below which a body may be a few words beside links."""


def is_teaser_body(document: Document, body: Body) -> bool:
    """Return whether the texts of the body are teasers.

    Teasers are cut short, each below its link, or alternate with as many links. Three are a list. Fewer are a list if
    each ends with a link to the whole text.
    """
    prose = [i for i in body.paragraphs if _is_text(document, i)]
    links = sum(1 for i in range(body.start, body.end) if is_headline_link(document, i))
    if (links >= MIN_ROWS and links >= len(prose) * _LINKS_BESIDE_PROSE) or _has_read_more_links(
        document, body
    ):
        return True
    cut = {
        i for i in range(1, len(document.lines)) if is_headline_link(document, i - 1) and _is_cut(document, i)
    }
    linked = {i for i in cut if document.lines[i].linked}
    return cut.issuperset(prose) and (len(cut) >= _MIN_TEASERS or (bool(prose) and linked.issuperset(prose)))


def is_headed_by_links(document: Document, body: Body) -> bool:
    """Return whether a link is right above each text of the body, and the page looks like a list.

    It does if all these texts are cut short, if the page has a second text below a link, or if it has a pager.
    """
    texts = [i for i in body.paragraphs if _is_text(document, i) and not document.lines[i].linked]
    if not texts or not all(_is_below_link(document, i) for i in texts):
        return False
    below_links = (
        i for i in range(len(document.lines)) if _is_text(document, i) and _is_below_link(document, i)
    )
    cut = all(_is_cut(document, i) for i in texts)
    return cut or len([*islice(below_links, 2)]) > 1 or has_pager(document)


def _has_read_more_links(document: Document, body: Body, *, beside_days: bool = False) -> bool:
    """Return whether three texts of the page, one of them in the body, end with a link to the whole text.

    ``beside_days`` asks for a day on the line of each link or beside it: a digest of the week has such links too.
    """
    linked = [
        i
        for i, line in enumerate(document.lines)
        if 0 < line.linked < MIN_HEADLINE_LINK
        and _is_read_more(document, i)
        and (not beside_days or any(kind in INFO_OR_DATE for kind in document.kinds[i - 1 : i + 2]))
    ]
    return len(linked) >= _MIN_TEASERS and any(body.start <= i <= body.end for i in linked)


def _is_read_more(document: Document, i: int) -> bool:
    """Return whether the link of the line ends the text of the line, or is alone below a line of text."""
    is_below_text = i > 0 and document.kinds[i - 1] is line_kinds.TEXT
    return _is_cut(document, i) or (
        is_below_text and _READ_MORE.fullmatch(document.lines[i].text) is not None
    )


def _is_cut(document: Document, i: int) -> bool:
    return _TEASER_END.search(document.lines[i].text[-12:]) is not None


def _is_text(document: Document, i: int) -> bool:
    return document.kinds[i] is line_kinds.TEXT and len(document.lines[i].text) > 2 * MIN_HEADLINE_LINK


def _is_below_link(document: Document, i: int) -> bool:
    return any(is_headline_link(document, k) for k in range(max(0, i - 2), i))


def listing_page_refusal(
    document: Document, head: Head, headline: int, body: Body | None, listed_title_key: str
) -> NotABulletin | None:
    """Return the refusal of a page of links, else None.

    Such a page has links and no body, or a body that is a teaser or less than the links around it. A page that gives
    its publication day or shows the title of its listing row (``listed_title_key``, "" if there is none) is no such
    page, unless the day is that of a row. ``headline`` is the line of the headline, -1 if it is on no line.
    """
    if "pubdate" in head.meta or shows_listed_title(document, listed_title_key):
        return None
    if refusal := _refusal_of_rows(document, head, headline, body):
        return refusal
    if (
        has_info_below(document, headline)
        or _is_page_of_a_file(document, headline)
        or (body and _begins_with_title(document, body, listed_title_key))
    ):
        return None
    rows = _rows(document)
    is_in_title_tag = _begins_title_tag(document, head, headline)
    if body is None:
        is_listing = not is_in_title_tag and (rows or has_many_links(document))
        return ListingPage("listing: links and no text of an article") if is_listing else None
    if is_in_title_tag and headline < body.end:
        return None
    return _refusal_beside_body(document, head, headline if headline < body.start else -1, body, rows)


def _refusal_of_rows(document: Document, head: Head, headline: int, body: Body | None) -> NotABulletin | None:
    """Return the refusal of a list whose rows can have the headline and the day, else None."""
    if body and are_summaries(document, body, MIN_SUMMARIES):
        return ListingPage("listing: rows of links with their summaries")
    if has_headline_among_days(document, headline, body):
        return ListingPage("listing: rows with a day each and no text of an article")
    if has_titled_headline(document, head, headline):
        return None
    if body and _has_read_more_links(document, body, beside_days=True):
        return ListingPage("listing: texts and links to the whole ones")
    if _is_directory(document, head, headline, body):
        return ListingPage("listing: dated rows of links below the card or the name of a directory")
    return None


def _is_page_of_a_file(document: Document, headline: int) -> bool:
    return shows_file_below(document, headline) and len(_rows(document)) < MIN_ROWS


def _begins_with_title(document: Document, body: Body, listed_title_key: str) -> bool:
    """Return whether a line near the start of the body is the title of the listing row, with a sentence right below.

    So a title that is as short as the name of a channel counts too.
    """
    near = range(max(0, body.start - _NEAR_ROWS), min(body.start + 2, len(document.lines) - 1))
    return len(listed_title_key) >= _MIN_LISTED_TITLE and any(
        not document.lines[i].linked
        and key(document.lines[i].text[:MAX_HEADLINE]) == listed_title_key
        and is_prose(document.lines[i + 1])
        for i in near
    )


def _rows(document: Document) -> list[int]:
    return [i for i in range(len(document.lines)) if is_row(document, i)]


def _is_directory(document: Document, head: Head, headline: int, body: Body | None) -> bool:
    """Return whether rows are all that the page has below its card, or all but a few words below its name."""
    if body and named_line(document, head, _DIRECTORY_NAME) is None:
        return False
    rows = [i for i in _rows(document) if i > headline]
    if len(rows) < MIN_ROWS:
        return False
    if body is None:
        above = range(max(headline, 0), rows[0])
        return (
            len(above) <= _MAX_CARD
            and not (headline >= 0 and key(head.title).startswith(key(document.lines[headline].text)))
            and not (document.attachments or document.embedded)
            and not _tells_day(document, rows[1])
            and not any(at in above for at, _ in document.images)
            and not any(document.kinds[i] in line_kinds.BODY_BORDERS for i in above)
        )
    return rows[0] == body.end and _characters(document, body) < max(_MIN_TEXT, _TEXT_PER_ROW * len(rows))


def _tells_day(document: Document, end: int) -> bool:
    """Return whether a line of information above the line ``end`` has a day: the line of date and source."""
    return any(
        document.kinds[i] is line_kinds.INFO and line.linked * 2 <= len(line.text) and has_date(line.text)
        for i, line in enumerate(document.lines[:end])
    )


def _begins_title_tag(document: Document, head: Head, headline: int) -> bool:
    """Return whether the title tag begins with the headline, which is no link and has ten characters or more.

    A shorter headline may be the name of a channel, and a title tag may be only the name of the site's owner.
    """
    if headline < 0 or document.kinds[headline] is not line_kinds.TEXT:
        return False
    headline_key, title_key = key(document.lines[headline].text), key(head.title)
    return (
        len(headline_key) >= _MIN_TITLE_KEY
        and title_key.startswith(headline_key)
        and (title_key != headline_key or not _OWNER_ENDING.search(headline_key))
    )


def _names_only_site(head: Head) -> bool:
    return (
        head.title in ("", labels.HOME_PAGE)
        or key(head.title) in site_names(head.title)
        or _OWNER_ENDING.search(head.title) is not None
    )


def _refusal_beside_body(
    document: Document, head: Head, headline: int, body: Body, rows: list[int]
) -> NotABulletin | None:
    """Return the refusal of a page whose body is less than the links around it, or a teaser of one; else None."""
    if len(rows) >= MIN_ROWS and _is_part_of_list(document, headline, body, rows):
        return ListingPage(f"listing: {len(rows)} dated rows of links and no text of an article")
    if not _has_paragraphs(document, body) and (
        _is_box_of_home_page(document, body) or (headline < 0 and _is_portal(document, head, body))
    ):
        return ListingPage("listing: boxes of links and a few words")
    if headline < 0 and are_dated_rows(document, body):
        return ListingPage("listing: rows of a table with a day each and no text of an article")
    if has_many_links(document) and _is_outweighed(document, body, _times(document, head, headline)):
        return ListingPage("listing: links and a few words")
    if (
        are_summaries(document, body, MIN_SUMMARIES - 1)
        or is_teaser_body(document, body)
        or (headline < 0 and is_headed_by_links(document, body))
    ):
        return ListingPage("listing: links and their summaries")
    return None


def _times(document: Document, head: Head, headline: int) -> int:
    """Return how many times the characters of a body the links of the page must have to outweigh it."""
    if headline >= 0 and not (
        _names_only_site(head) and len(document.lines[headline].text) <= MAX_BOX_HEADING
    ):
        return _OUTWEIGHED
    return 1 if _names_only_site(head) else _OUTWEIGHED_WITHOUT_HEADLINE


def _is_part_of_list(document: Document, headline: int, body: Body, rows: list[int]) -> bool:
    """Return whether the body is among the rows, or is undated and as short as the text of a home page."""
    inside = sum(1 for i in rows if body.start <= i < body.end)
    texts = sum(1 for i in body.paragraphs if document.kinds[i] is line_kinds.TEXT and i not in rows)
    before = any(max(headline, body.start - _NEAR_ROWS) <= i < body.start for i in rows)
    after = any(body.end <= i < body.end + _NEAR_ROWS for i in rows)
    is_among_rows = inside * 2 >= max(texts, _MIN_TEXTS) or (before and (after or inside >= 2))
    return is_among_rows or (
        not _is_dated(document, body)
        and _characters(document, body) < max(_MIN_TEXT, _TEXT_PER_ROW * len(rows))
    )


def _is_outweighed(document: Document, body: Body, times: int) -> bool:
    """Return whether the body is short and undated, and the links have more than ``times`` its characters.

    On a page without any date line, a body without a sentence is outweighed by links of any number.
    """
    size = _characters(document, body)
    if size >= _SHORT_BODY or _is_dated(document, body):
        return False
    has_no_sentence = not any("。" in document.lines[i].text for i in body.paragraphs)
    return (has_no_sentence and _has_no_date_line(document)) or size < linked_chars(document) / times


def _has_no_date_line(document: Document) -> bool:
    return not any(kind in INFO_OR_DATE for kind in document.kinds)


def _is_dated(document: Document, body: Body) -> bool:
    """Return whether lines of date or source are right above the body, without a link above them as in a list."""
    i, dated = body.start - 1, False
    while i >= 0 and document.kinds[i] in (*INFO_OR_DATE, line_kinds.TOOL):
        dated = dated or document.kinds[i] in INFO_OR_DATE
        i -= 1
    return dated and (i < 0 or not is_headline_link(document, i))


def _has_paragraphs(document: Document, body: Body) -> bool:
    """Return whether two sentences of the body are one below the other: boxes of a home page have one each."""
    texts = [i for i in body.paragraphs if _is_text(document, i) and is_prose(document.lines[i])]
    return any(after == before + 1 for before, after in pairwise(texts))


def _is_portal(document: Document, head: Head, body: Body) -> bool:
    """Return whether a page without a headline is named after its site and has more links than texts."""
    links = document.kinds.count(line_kinds.LINKS)
    return (
        _names_only_site(head)
        and links >= max(MIN_ROWS, len(body.paragraphs))
        and _characters(document, body) < _LONG_BODY
        and not _is_dated(document, body)
    )


def _is_box_of_home_page(document: Document, body: Body) -> bool:
    """Return whether the page has several boxes of links, with more text than the body, which is undated."""
    return (
        not _is_dated(document, body)
        and count_boxes(document) >= _MIN_BOXES
        and _characters(document, body) < min(_LONG_BODY, linked_chars(document))
    )


def _characters(document: Document, body: Body) -> int:
    return sum(len(document.lines[i].text) for i in body.paragraphs)
