"""Copies of what is published, which a person asks for with ``-o`` or ``-O``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def check_copies(crawler: Crawler) -> None:
    """Refuse a copy that Scrapy cannot write: it would go without any feed, the archive's own among them."""
    feeds, why = crawler.settings.getdict("FEEDS"), list[str]()

    def keep(record: logging.LogRecord) -> bool:
        why.append(record.getMessage())
        return False

    log = logging.getLogger(FeedExporter.__module__)
    log.addFilter(keep)
    try:
        if feeds:
            FeedExporter(crawler)
    except NotConfigured:
        raise UsageFault(f"no copy can be written to {', '.join(feeds)}: {'; '.join(why)}") from None
    finally:
        log.removeFilter(keep)
