"""Treat an unreachable robots.txt as "everything is forbidden" (RFC 9309, 2.3.1.4); Scrapy would go ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from bulletin_spider.network.errors import UNREADABLE_ROBOTS, error_text

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser


class CarefulRobotsMiddleware(RobotsTxtMiddleware):
    """Refuses requests to hosts whose robots.txt is unreachable: 5xx, 429, or no answer."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unreadable: dict[str, str] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request pass. Raises ``IgnoreRequest`` if robots.txt is unreachable or forbids it."""
        if why := self.unreadable.get(urlparse_cached(request).netloc):
            raise IgnoreRequest(f"{UNREADABLE_ROBOTS}: {why}")
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self.unreadable[netloc] = f"HTTP {response.status}"
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self.unreadable[netloc] = error_text(exc)
        super()._robots_error(exc, netloc)
