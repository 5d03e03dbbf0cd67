"""Check whether a run can begin: its archive, its settings, the limit of open files, its feeds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from bulletin_spider.crawl.settings_check import (
    check_archive,
    check_open_files,
    check_settings,
    wants_archive,
)
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def check_start(crawler: Crawler, runs: int = 1) -> None:
    """Raise ``RunFault`` if a run cannot begin, in a process that has so many ``runs`` at the same time."""
    if not crawler.settings.getbool("TWISTED_REACTOR_ENABLED", default=True):
        raise UsageFault(
            "TWISTED_REACTOR_ENABLED is off: a run needs Twisted's reactor; leave the setting out"
        )
    check_archive(crawler.spidercls, crawler.settings)
    if wants_archive(crawler.spidercls, crawler.settings):
        check_settings(crawler.settings)
    check_open_files(runs)
    check_feeds(crawler)


def check_feeds(crawler: Crawler) -> None:
    """Raise ``UsageFault`` if Scrapy cannot write one of the feeds, such as a copy ordered with ``-o`` or ``-O``.

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
