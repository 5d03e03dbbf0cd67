"""Record why requests of an examination bring no page: they fail, are dropped, or raise an error."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals

from bulletin_spider.crawl.failures import request_failure
from bulletin_spider.normalization.addresses import within
from bulletin_spider.operations.examination.findings import ChannelStatus
from bulletin_spider.statuses import FailureKind

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser
    from scrapy.signalmanager import SignalManager
    from twisted.python.failure import Failure


class RequestMonitor:
    """Writes to findings and samples why their requests failed, and remembers what each robots.txt says."""

    def __init__(self, domains: list[str]) -> None:
        self.domains = domains
        self._agent = ""
        self._robots: dict[str, str] = {}

    def connect(self, manager: SignalManager, agent: str) -> None:
        """Connect signals, as Scrapy drops some requests without an errback. ``agent`` is our name in robots.txt."""
        self._agent = agent
        manager.connect(self.robots_parsed, signals.robots_parsed)
        manager.connect(self.request_scheduled, signals.request_scheduled)
        manager.connect(self.request_dropped, signals.request_dropped)
        manager.connect(self.spider_error, signals.spider_error)

    def robots(self, url: str) -> str:
        """Return what the robots.txt of the address's host says about us; ``-`` if it was not read."""
        return self._robots.get(urlsplit(url).netloc, "-")

    def failed(self, failure: Failure) -> None:
        """Record why a request failed; the errback of every request."""
        request = failure.request  # type: ignore[attr-defined]
        kind, text = request_failure(failure)
        if second := request.cb_kwargs.get("second"):
            second.fail(kind, text)
            return
        _set_problem(request, ChannelStatus(kind), text)
        if finding := request.cb_kwargs.get("finding"):
            finding.robots = (
                ChannelStatus.FORBIDDEN if kind == FailureKind.FORBIDDEN else self.robots(request.url)
            )

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Record what a host's robots.txt says about us."""
        delay = robotparser.crawl_delay(self._agent)
        rule = f"Crawl-delay {float(delay):g}" if delay else "allowed"
        self._robots[urlsplit(request.url).netloc] = rule

    def request_scheduled(self, request: Request) -> None:
        """Record a request that leads to another site."""
        if not within(request.url, self.domains):
            _set_problem(request, ChannelStatus.OTHER_SITE, f"it leads to another site: {request.url}")

    def request_dropped(self, request: Request) -> None:
        """Record a request for an address that was requested before."""
        _set_problem(
            request, ChannelStatus.ELSEWHERE, f"it leads to {request.url}, which was examined already"
        )

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Record an error of the program on a page."""
        if response.request:
            why = f"{type(failure.value).__name__} while reading {response.url}"
            _set_problem(response.request, ChannelStatus.ERROR, why)


def _set_problem(request: Request, status: ChannelStatus, text: str) -> None:
    if second := request.cb_kwargs.get("second"):
        second.problem = text
    elif finding := request.cb_kwargs.get("finding"):
        finding.fail(status, text)
    elif sample := request.cb_kwargs.get("sample"):
        sample.problem = text
