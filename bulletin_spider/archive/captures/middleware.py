"""Keep every response of a run that says something new as evidence, before any other component uses it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import run_in_thread
from scrapy.utils.defer import deferred_from_coro

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.same_listings import ANSWER, LISTING
from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.http.headers import Headers
    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.captures.writer import CaptureWriter
    from bulletin_spider.exceptions import RunFault

logger = logging.getLogger(__name__)

TRUNCATION_REASONS = {"dataloss": "disconnect", "download_stopped": "unspecified"}
"""Scrapy's flag → the value of WARC-Truncated. Scrapy's flag "partial" is left out: it only says that the end of the
connection ended the body, as older servers do it. Such a body is complete."""
_NOT_KEPT = {"transfer-encoding"}
"""The body is kept without its chunks; a reader that trusts this header would look for them."""
_SECRET = {"authorization", "proxy-authorization"}
CAPTURES_UNWRITABLE = "captures cannot be written"


class CaptureMiddleware:
    """Downloader middleware nearest to the network: bodies are still compressed, redirects are not yet followed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stopping = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        settings, archive = crawler.settings, opened_archive(crawler)
        archive.captures.warcinfo = warcinfo(settings)
        archive.captures.keeps_revisits = settings.getbool("CAPTURE_REVISITS")
        archive.same_listings.hours = settings.getfloat("LISTING_CAPTURE_HOURS")
        return middleware

    @property
    def captures(self) -> CaptureWriter:
        """The writer of the run's captures."""
        return opened_archive(self.crawler).captures

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Drop the capture that a redirect or a retry copied; refuse the request if captures cannot be written.

        A run that was suspended sends nothing before it knows that the site is still its own.
        """
        for name in ("capture", ANSWER):
            request.meta.pop(name, None)
        if opened_archive(self.crawler).lock.is_overdue:
            return self._confirm_site()
        self._check_archive()
        return None

    async def _confirm_site(self) -> None:
        await run_in_thread(opened_archive(self.crawler).lock.confirm)
        self._check_archive()

    def _check_archive(self) -> None:
        """Raise ``IgnoreRequest`` if another run has taken the site over, or if captures cannot be written."""
        if fault := opened_archive(self.crawler).lock.superseded or self.captures.fault:
            raise self._refusal(fault)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange and name it in ``request.meta["capture"]``; refuse a response that cannot be kept."""
        if not request.url.startswith(("http://", "https://")):
            return response
        if "cached" in response.flags:
            self.captures.confirmed.unknown += 1
            return response
        captures = self.captures
        try:
            self._keep(request, captured_exchange(request, response, captures.clock.now(dt.UTC)))
        except ArchiveFault as fault:
            raise self._refusal(fault) from fault
        for name in ("written", "revisits", "bytes"):
            self.crawler.stats.set_value(f"bulletin/captures/{name}", getattr(captures, name))
        self.crawler.stats.set_value("bulletin/captures/confirmed", captures.confirmed.answers)
        return response

    def _keep(self, request: Request, exchange: Exchange) -> None:
        archive, row = opened_archive(self.crawler), request.meta.get("evidence")
        if row is not None:
            request.meta["capture"] = self.captures.keep(exchange, row)
        elif request.meta.get(LISTING):
            archive.same_listings.take(exchange, request.meta)
        else:
            capture = request.meta["capture"] = self._keep_page(exchange)
            archive.archived_responses.note_page(exchange, capture)

    def _keep_page(self, exchange: Exchange) -> dict[str, Any]:
        """Keep a page that is neither listing nor article; an error in the place of robots.txt at most once a day."""
        kept = opened_archive(self.crawler).same_listings.young(exchange)
        is_error = 400 <= exchange.status < 500 and urlsplit(exchange.url).path == "/robots.txt"
        if kept and is_error and kept.status == exchange.status:
            return self.captures.confirm(kept)
        return self.captures.keep(exchange)

    def _refusal(self, fault: RunFault) -> IgnoreRequest:
        """Return the exception that refuses a request; log the fault and end the run the first time."""
        if not self.stopping:
            self.stopping = True
            logger.error("%s", fault)
            assert self.crawler.engine
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=CAPTURES_UNWRITABLE))
        return IgnoreRequest(CAPTURES_UNWRITABLE)


def warcinfo(settings: BaseSettings) -> dict[str, str]:
    """Return the ``warcinfo`` fields that say who sent the requests, and how."""
    return {
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings["USER_AGENT"],
        "operator": settings.get("CONTACT", ""),
    }


def captured_exchange(request: Request, response: Response, now: dt.datetime) -> Exchange:
    """Return the exchange as far as Scrapy passes it on; it ended ``now``."""
    protocol = response.protocol or ""
    reasons = [reason for flag, reason in TRUNCATION_REASONS.items() if flag in response.flags]
    return Exchange(
        url=response.url,
        status=response.status,
        headers=header_pairs(response.headers, _NOT_KEPT),
        body=response.body,
        date=now,
        protocol=protocol if protocol.startswith("HTTP/") else "HTTP/1.1",
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=next(iter(reasons), None),
        method=request.method,
        request_headers=header_pairs(request.headers, _SECRET),
        request_body=request.body,
    )


def header_pairs(headers: Headers, without: set[str]) -> list[tuple[str, str]]:
    """Return Scrapy's headers as pairs of name and value, one pair for each value."""
    decoded = ((name.decode("latin-1"), values) for name, values in headers.items())
    return [
        (name, value.decode("latin-1"))
        for name, values in decoded
        if name.lower() not in without
        for value in values
    ]
