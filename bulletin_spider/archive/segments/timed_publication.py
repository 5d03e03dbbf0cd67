"""Publish the open segment after a time, and when the run begins to close, so that a killed run loses little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.asyncio import call_later

from bulletin_spider.archive.segments.feed_storage import SegmentStorage
from bulletin_spider.items import Bulletin
from bulletin_spider.network.closing import closing_begins

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot
    from scrapy.utils.asyncio import CallLaterResult


class TimedPublication:
    """Publishes each segment ``SEGMENT_SECONDS`` after its first line, if it is not full before; 0 sets no limit."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.seconds = crawler.settings.getfloat("SEGMENT_SECONDS", 300.0)
        self._timer: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.publish, closing_begins)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def item_scraped(self, item: object) -> None:
        """Start the time of a segment with its first line."""
        if self.seconds and self._timer is None and isinstance(item, Bulletin):
            self._timer = call_later(self.seconds, self.publish)

    def publish(self) -> None:
        """Publish the open segment, and begin the next one."""
        self.spider_closed()
        exporter = self.crawler.get_extension(FeedExporter)
        if exporter is None:
            return
        for number, slot in enumerate(exporter.slots):
            if isinstance(slot.storage, SegmentStorage) and slot.itemcount:
                exporter.slots[number] = self._next(exporter, slot)

    def spider_closed(self) -> None:
        """Stop the time: the exporter publishes the last segment itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _next(self, exporter: FeedExporter, slot: FeedSlot) -> FeedSlot:
        """Close a slot as the exporter closes a full one, and return its successor."""
        spider, options = self.crawler.spider, exporter.feeds[slot.uri_template]
        assert spider is not None
        parameters = exporter._get_uri_params(spider, options["uri_params"], slot)  # noqa: SLF001 - see test_scrapy_hooks
        exporter._schedule_slot_close(slot, spider)  # noqa: SLF001 - as above
        return exporter._start_new_batch(  # noqa: SLF001 - as above
            batch_id=slot.batch_id + 1,
            uri=slot.uri_template % parameters,
            feed_options=options,
            spider=spider,
            uri_template=slot.uri_template,
        )
