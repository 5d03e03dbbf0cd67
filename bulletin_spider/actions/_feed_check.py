"""Check the feeds of a crawl, such as a copy that a person orders with ``-o`` or ``-O``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def check_feeds(crawler: Crawler) -> None:
    """Raise ``UsageFault`` if Scrapy cannot write one of the feeds.

    Scrapy would then crawl without any feed, so the archive would get no bulletins either.
    """
    feeds, messages = crawler.settings.getdict("FEEDS"), list[str]()

    def keep(record: logging.LogRecord) -> bool:
        messages.append(record.getMessage())
        return False

    logger = logging.getLogger(FeedExporter.__module__)
    logger.addFilter(keep)
    try:
        if feeds:
            FeedExporter(crawler)
    except NotConfigured:
        raise UsageFault(f"cannot write the feed {', '.join(feeds)}: {'; '.join(messages)}") from None
    finally:
        logger.removeFilter(keep)
