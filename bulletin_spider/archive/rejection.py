"""Pages that were refused, with the reason and the address, in ``rejected/<site>/<run>.jsonl``."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Self

from scrapy import signals

from bulletin_spider.archive.publication import open_part, publish

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from bulletin_spider.items import Page


class RejectionExtension:
    """Writes a line per refused page; the file appears whole when the run ends, and only if there is a line."""

    def __init__(self) -> None:
        self.part: IO[bytes] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_dropped(self, item: Page, exception: Exception, spider: Spider) -> None:
        """Keep the refusal of a page."""
        refusal = getattr(exception, "refusal", None)
        if refusal is None:
            return
        if self.part is None:
            self.part = open_part(spider.visit.layout.rejected(spider.site, spider.run))  # type: ignore[attr-defined]
        record = {
            "id": item.id,
            "url": item.url,
            "site": item.site,
            "channel": item.channel,
            "listing_title": item.listing_title,
            "listing_date": item.listing_date,
            "reason": refusal.reason,
            "message": str(refusal),
            "fetched_at": item.fetched_at,
            "capture": item.capture,
        }
        self.part.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")

    def spider_closed(self, spider: Spider) -> None:
        """Publish the file."""
        if self.part is not None:
            spider.visit.captures.sync()  # type: ignore[attr-defined]
            publish(self.part, spider.visit.layout.rejected(spider.site, spider.run))  # type: ignore[attr-defined]
