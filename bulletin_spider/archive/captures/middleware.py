"""Every response of a run is kept as evidence, before anything is read from it or done about it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.http.headers import Headers
    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.captures.writer import CaptureFile

logger = logging.getLogger(__name__)

TRUNCATED = {"dataloss": "disconnect", "download_stopped": "unspecified"}
"""Scrapy's flag → the WARC standard's word. Its flag "partial" only tells that the end had no other mark than the
connection's end, as with elder servers: such a body is whole."""
_NOT_SENT = {"transfer-encoding"}
"""The body is kept without its chunks; a reader that believed the header would look for them."""
_SECRET = {"authorization", "proxy-authorization"}
UNWRITTEN = "captures cannot be written"


class CaptureMiddleware:
    """The downloader middleware nearest to the network: bodies are still compressed, redirects not yet followed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stopping = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        middleware.captures.about = about(crawler.settings)
        return middleware

    @property
    def captures(self) -> CaptureFile:
        """The run's captures."""
        return self.crawler.spider.site_archive.captures  # type: ignore[union-attr, no-any-return]

    def process_request(self, request: Request) -> None:
        """Forget the capture that a redirect or a retry brought along; ask for nothing that cannot be kept."""
        request.meta.pop("capture", None)
        if self.captures.fault:
            raise self._refusal(self.captures.fault)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange and name it in ``request.meta["capture"]``; without evidence, nothing goes on."""
        if not request.url.startswith(("http://", "https://")) or "cached" in response.flags:
            return response
        captures = self.captures
        try:
            self._keep(request, exchange_of(request, response))
        except ArchiveFault as fault:
            raise self._refusal(fault) from fault
        for name in ("written", "revisits", "bytes"):
            self.crawler.stats.set_value(f"bulletin/captures/{name}", getattr(captures, name))
        return response

    def _keep(self, request: Request, exchange: Exchange) -> None:
        row = request.meta.get("evidence")
        capture = request.meta["capture"] = self.captures.keep(exchange, row)
        if row is None:
            self.crawler.spider.site_archive.memory.note_page(exchange, capture)  # type: ignore[union-attr]

    def _refusal(self, fault: ArchiveFault) -> IgnoreRequest:
        """Return what a request is turned away with; the first time, say why and end the run."""
        if not self.stopping:
            self.stopping = True
            logger.error("%s", fault)
            assert self.crawler.engine
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=UNWRITTEN))
        return IgnoreRequest(UNWRITTEN)


def about(settings: BaseSettings) -> dict[str, str]:
    """Return what ``warcinfo`` tells of who asked, and how."""
    return {
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings["USER_AGENT"],
        "operator": settings.get("CONTACT", ""),
    }


def exchange_of(request: Request, response: Response) -> Exchange:
    """Return the exchange as it came, as far as Scrapy hands it on."""
    protocol = response.protocol or ""
    sent = {name: value for name, value in TRUNCATED.items() if name in response.flags}
    return Exchange(
        url=response.url,
        status=response.status,
        headers=pairs(response.headers, _NOT_SENT),
        body=response.body,
        date=dt.datetime.now(dt.UTC),
        protocol=protocol if protocol.startswith("HTTP/") else "HTTP/1.1",
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=next(iter(sent.values()), None),
        method=request.method,
        request_headers=pairs(request.headers, _SECRET),
        request_body=request.body,
    )


def pairs(headers: Headers, without: set[str]) -> list[tuple[str, str]]:
    """Return Scrapy's headers as name and value, a pair for each value."""
    decoded = ((name.decode("latin-1"), values) for name, values in headers.items())
    return [
        (name, value.decode("latin-1"))
        for name, values in decoded
        if name.lower() not in without
        for value in values
    ]
