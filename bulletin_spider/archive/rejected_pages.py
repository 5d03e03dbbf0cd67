"""Write refused pages with the reason and the address to ``rejected/<site>/<run>.jsonl``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy import signals

from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.contract.fields import is_bulletin
from bulletin_spider.exceptions import ArchiveFault, DroppedBulletin
from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from bulletin_spider.archive.atomic_files import Part
    from bulletin_spider.exceptions import Refusal


DROPPED_BULLETINS = "bulletin/dropped"
"""Scrapy's stat: how many bulletins the pipelines of a project dropped."""


class RejectionExtension:
    """Writes a line for each refused page, and publishes the file when the run ends; no line, no file."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.part: Part | None = None
        self.fault: ArchiveFault | None = None
        """The first fault; after it nothing more is written, and the file is not published."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_dropped(self, item: Any, exception: Exception) -> None:  # noqa: ANN401 - any kind of item
        """Write the line of a refused page, or of a bulletin that a pipeline of the project dropped."""
        refusal = getattr(exception, "refusal", None)
        if refusal is None and not hasattr(exception, "status") and is_bulletin(item):
            refusal = DroppedBulletin(str(exception))
            self.crawler.stats.inc_value(DROPPED_BULLETINS)
        if refusal is None or self.fault:
            return
        final = self._final()
        try:
            if self.part is None:
                self.part = open_part(final)
            self.part.write(_line(rejection(item, refusal)) + b"\n")
        except OSError as error:
            self._fail(final, error)

    def spider_closed(self) -> None:
        """Publish the file."""
        final = self._final()
        if self.part is None or self.fault:
            return
        try:
            opened_archive(self.crawler).captures.sync()
            publish(self.part, final)
        except OSError as error:
            self._fail(final, error)
        except ArchiveFault as fault:
            self.fault = fault

    def _final(self) -> Path:
        archive = opened_archive(self.crawler)
        return archive.layout.rejected(archive.site, archive.run)

    def _fail(self, final: Path, error: OSError) -> None:
        self.fault = ArchiveFault(final.parent, error)


def _line(entry: dict[str, object]) -> bytes:
    """Return the entry as JSON; what JSON has no form for, such as a date in the place of an address, is a text."""
    return json.dumps(publishable(entry), ensure_ascii=False, default=repr).encode()


def rejection(item: Any, refusal: Refusal) -> dict[str, object]:  # noqa: ANN401 - any kind of item
    """Return the entry of a refused page."""
    field = ItemAdapter(item).get
    return {
        "id": field("id"),
        "url": field("url"),
        "site": field("site"),
        "channel": field("channel"),
        "listing_title": field("listing_title"),
        "listing_date": field("listing_date"),
        "reason": refusal.reason,
        "message": str(refusal),
        "fetched_at": field("fetched_at"),
        "capture": field("capture"),
    }
