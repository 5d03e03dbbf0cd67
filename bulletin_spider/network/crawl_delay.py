"""Apply a site's ``Crawl-delay``, up to a ceiling; Scrapy reads it but does not apply it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class CrawlDelayExtension:
    """Keeps the delay of each download slot at or above the ``Crawl-delay`` of its robots.txt.

    A longer one than ``CRAWL_DELAY_MAX`` seconds counts as that many: with a delay of ten minutes a run would ask for
    three pages, and a site of a thousand articles would never be read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.ceiling = crawler.settings.getfloat("CRAWL_DELAY_MAX", 60.0)
        self.delays: dict[str, float] = {}
        self.too_long = 0.0
        """The longest delay that a robots.txt asks for and that we do not keep; 0 if we keep all."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        return extension

    @property
    def note(self) -> str:
        """A sentence if a robots.txt asks for a longer delay than we keep, else an empty text."""
        return f"robots.txt asks for {self.too_long:g} s, we wait {self.ceiling:g}" if self.too_long else ""

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Note the delay that the host's robots.txt asks for."""
        asked = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        if not asked:
            return
        assert self.crawler.engine
        assert self.crawler.stats
        delay = min(float(asked), self.ceiling)
        key = self.crawler.engine.downloader.get_slot_key(request)
        self.delays[key] = delay
        self.crawler.stats.set_value(f"bulletin/crawl_delay/{key}", delay)
        if asked > self.ceiling:
            self.too_long = max(self.too_long, float(asked))
            logger.info("%s: %s", key, self.note)
        self._hold(key)

    def response_downloaded(self, request: Request) -> None:
        """Restore the delay if AutoThrottle shortened it. AutoThrottle handles this signal before us."""
        self._hold(request.meta.get("download_slot", ""))

    def _hold(self, key: str) -> None:
        assert self.crawler.engine
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is not None and key in self.delays:
            slot.delay = max(slot.delay, self.delays[key])
