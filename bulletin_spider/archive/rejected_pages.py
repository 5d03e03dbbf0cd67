"""Write refused pages with the reason and the address to ``rejected/<site>/<run>.jsonl``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Self

from scrapy import signals

from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from bulletin_spider.archive.atomic_files import Part
    from bulletin_spider.exceptions import Refusal
    from bulletin_spider.items import Page


class RejectionExtension:
    """Writes a line for each refused page, and publishes the file when the run ends; no line, no file."""

    def __init__(self) -> None:
        self.part: Part | None = None
        self.fault: ArchiveFault | None = None
        """The first fault; after it nothing more is written, and the file is not published."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_dropped(self, item: Page, exception: Exception, spider: Spider) -> None:
        """Write the line of a refused page."""
        refusal = getattr(exception, "refusal", None)
        if refusal is None or self.fault:
            return
        final = spider.site_archive.layout.rejected(spider.site, spider.run)  # type: ignore[attr-defined]
        try:
            if self.part is None:
                self.part = open_part(final)
            self.part.write(json.dumps(rejection(item, refusal), ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            self._fail(final, error)

    def spider_closed(self, spider: Spider) -> None:
        """Publish the file."""
        final = spider.site_archive.layout.rejected(spider.site, spider.run)  # type: ignore[attr-defined]
        if self.part is None or self.fault:
            return
        try:
            spider.site_archive.captures.sync()  # type: ignore[attr-defined]
            publish(self.part, final)
        except OSError as error:
            self._fail(final, error)
        except ArchiveFault as fault:
            self.fault = fault

    def _fail(self, final: Path, error: OSError) -> None:
        self.fault = ArchiveFault(final.parent, error)


def rejection(item: Page, refusal: Refusal) -> dict[str, object]:
    """Return the entry of a refused page."""
    return {
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
