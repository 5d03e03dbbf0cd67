"""Apply a site's ``Crawl-delay``, which Scrapy reads but does not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request
    from scrapy.robotstxt import RobotParser


class CrawlDelayExtension:
    """Keeps the delay of each download slot at or above the ``Crawl-delay`` of its robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Note the delay that the host's robots.txt asks for."""
        delay = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        if delay:
            key = self.crawler.engine.downloader.get_slot_key(request)
            self.delays[key] = float(delay)
            self.crawler.stats.set_value(f"bulletin/crawl_delay/{key}", float(delay))
            self._hold(key)

    def response_downloaded(self, request: Request) -> None:
        """Restore the delay if AutoThrottle shortened it. AutoThrottle handles this signal before us."""
        self._hold(request.meta.get("download_slot", ""))

    def _hold(self, key: str) -> None:
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is not None and key in self.delays:
            slot.delay = max(slot.delay, self.delays[key])
