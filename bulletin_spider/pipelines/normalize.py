"""Make a bulletin of a page, or refuse the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from bulletin_spider.exceptions import Refusal
from bulletin_spider.extraction import Content, Hints, extract
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.pipelines.drop_reasons import RefusedPage
from bulletin_spider.statuses import EvidenceRule

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.items import Page

_CONTENT = [field.name for field in fields(Content)]


class NormalizePipeline:
    """Gives each page to extraction, and its fields to normalization."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Page | Bulletin) -> Bulletin:
        """Return the bulletin of a page. Raises ``RefusedPage``. An item that is a bulletin already passes."""
        if isinstance(item, Bulletin):
            return item
        try:
            return bulletin_of(item)
        except Refusal as refusal:
            self.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal) from None


def bulletin_of(page: Page) -> Bulletin:
    """Return the bulletin of a page. Raises ``Refusal`` if the page is no bulletin."""
    content = row_content(page) if page.document else extract(page.body, page.url, hints(page))
    return Bulletin(
        id=page.id,
        url=page.url,
        site=page.site,
        channel=publishable(page.channel),
        fetched_at=page.fetched_at,
        capture=page.capture,
        **{name: publishable(getattr(content, name)) for name in _CONTENT},
    )


def row_content(page: Page) -> Content:
    """Return the content of a file's row: title and day, and the file as the only attachment."""
    name = unquote(urlsplit(page.url).path.rpartition("/")[2])
    content = Content(
        title=page.listing_title or "",
        date=page.listing_date,
        attachments=[{"url": page.url, "name": name}],
    )
    content.note("title", EvidenceRule.LISTING_ROW)
    if page.listing_date:
        content.note("date", EvidenceRule.LISTING_ROW)
    return content


def hints(page: Page) -> Hints:
    """Return what the listing and the HTTP headers say about a page."""
    return Hints(
        title=page.listing_title,
        date=dt.date.fromisoformat(page.listing_date) if page.listing_date else None,
        charset=page.charset,
        fetched_at=dt.datetime.fromisoformat(page.fetched_at),
    )
