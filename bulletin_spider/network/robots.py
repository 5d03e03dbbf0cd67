"""Obey robots.txt as RFC 9309 says, also one that is unreachable, enormous or made to be slow."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from bulletin_spider.network.errors import UNREADABLE_ROBOTS, error_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser

LONGEST = 500 * 1024
"""Bytes of a robots.txt that are read: the least that RFC 9309, 2.5 allows. Ten megabytes take 17 s to read."""
_REMEMBERED = 10_000
"""Answers to addresses that are remembered: with 20,000 patterns a new one takes 20 ms."""
_AGENT = re.compile(r"\s*user(?:-?|\s+)agent(?:\s*:|\s)\s*([^#]*)", re.IGNORECASE)
"""The first line of a group of rules, as freely as the parser reads it."""
_NOBODY = "~"
"""The name that robots with rules of their own get; no robot has it."""


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


class RobotsSizeMiddleware:
    """Stops the download of a robots.txt after 500 KB: what is there counts, whatever would follow."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls()
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        return middleware

    def process_request(self, request: Request) -> None:
        """Lift the limit of pages, above which nothing at all would be read."""
        if _is_robots(request):
            request.meta["download_maxsize"] = 0

    def process_response(self, request: Request, response: Response) -> Response:
        """Restore the limit before the body is decompressed."""
        if _is_robots(request):
            request.meta.pop("download_maxsize", None)
        return response

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Count the bytes of a robots.txt. Raises ``StopDownload`` when there are enough."""
        if _is_robots(request):
            request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if request.meta["robots_bytes"] > LONGEST:
                raise StopDownload(fail=False)


def _is_robots(request: Request) -> bool:
    return "dont_obey_robotstxt" in request.meta and urlparse_cached(request).path == "/robots.txt"


class BoundedRobotParser(ProtegoRobotParser):
    """Setting ``ROBOTSTXT_PARSER``: Scrapy's own, for the first 500 KB, and for the one group of rules that is ours."""

    def __init__(self, robotstxt_body: bytes, spider: Spider | None, agents: Iterable[str] = ()) -> None:
        super().__init__(own_group(robotstxt_body, agents), spider)
        self._allowed = lru_cache(_REMEMBERED)(super().allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        names = (crawler.settings["ROBOTSTXT_USER_AGENT"], crawler.settings["USER_AGENT"])
        return cls(robotstxt_body, crawler.spider, [name for name in names if name])

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Return whether the robot may ask for the address."""
        return self._allowed(url, user_agent)


def own_group(body: bytes, agents: Iterable[str]) -> bytes:
    """Return the first 500 KB of a robots.txt; robots other than ``agents`` have lost their names.

    A group of rules may name many robots, and the parser keeps each rule once for each of them: 68 KB take 20 s.
    """
    lines = body[:LONGEST].decode("utf-8-sig", "ignore").splitlines()
    if len(body) > LONGEST:
        lines = lines[:-1]  # a rule that is cut in the middle would forbid too much
    ours = {best for agent in agents if (best := _best_name(lines, agent.lower()))} | {"*"}
    return "\n".join(_without_name(line, ours) for line in lines).encode()


def _best_name(lines: list[str], agent: str) -> str:
    """Return the longest name in ``lines`` that stands in our user agent at the beginning of a word."""
    names = {name for line in lines if (name := _named(line)) and name != "*"}
    starts = [0, *(match.end() for match in re.finditer(r"[^\w-]", agent))]
    return max(
        (name for name in names if any(agent.startswith(name, start) for start in starts)),
        key=len,
        default="",
    )


def _named(line: str) -> str:
    """Return the robot that a line of robots.txt names, in lower case; empty for another line."""
    match = _AGENT.match(line)
    return match[1].strip().lower().replace("*", "") or ("*" if match else "") if match else ""


def _without_name(line: str, ours: set[str]) -> str:
    name = _named(line)
    return line if not name or name in ours else f"User-agent: {_NOBODY}"
