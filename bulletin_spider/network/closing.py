"""Close a run in time: drop the requests that wait for their turn, and give up answers that do not come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import call_later, is_asyncio_available
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

closing_begins = object()
"""Signal: the run begins to close, at its time limit, on a signal of the system, or because the site turns it away."""
PATIENCE = 30.0
"""Seconds that a closing run waits for the answers on their way: as long as any request may take by default. systemd
kills a service 90 seconds after it has asked it to stop."""
DROPPED = "bulletin/dropped_at_the_end"


class RunClosing(IgnoreRequest):
    """The run closes: the request is not sent, or its answer is not waited for. A later run asks again."""


class ClosingMiddleware:
    """Drops the requests that wait in the downloader when the run begins to close, and refuses further ones.

    Scrapy sends them one by one, a delay apart: sixteen of them take 16 minutes at a delay of a minute.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signals.spider_opened)
        return middleware

    def spider_opened(self) -> None:
        """Note when the engine begins to close the spider: Scrapy sends a signal only after the last answer."""
        engine = self.crawler.engine
        assert engine is not None
        close, waiting = engine.close_spider_async, list[Deferred[None]]()
        is_closed = False

        async def begin_and_close(*, reason: str = "cancelled") -> None:
            nonlocal is_closed
            if self.closing:
                # Scrapy ends the process after this call, while the first one may wait for an object store.
                if not is_closed:
                    waiting.append(Deferred())
                    await maybe_deferred_to_future(waiting[-1])
                return
            self.closing = True
            self.crawler.signals.send_catch_log(closing_begins)
            self._drop_waiting(engine)
            try:
                await close(reason=reason)
            finally:
                is_closed = True
                for deferred in waiting:
                    deferred.callback(None)

        engine.close_spider_async = begin_and_close  # type: ignore[method-assign]

    def process_request(self, request: Request) -> None:
        """Let the request pass. Raises ``RunClosing`` if the run closes."""
        if self.closing and not request.url.startswith("data:"):
            raise self._dropped()

    def _drop_waiting(self, engine: ExecutionEngine) -> None:
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(self._dropped())

    def _dropped(self) -> RunClosing:
        assert self.crawler.stats
        self.crawler.stats.inc_value(DROPPED)
        return RunClosing("the run closes")


class PatientHandler(HTTP11DownloadHandler):
    """Scrapy's handler for HTTP and HTTPS; gives up the answers that a closing run has waited for long enough."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._transfers: set[asyncio.Task[Response]] = set()
        crawler.signals.connect(self._limit_transfers, closing_begins)

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raises ``RunClosing`` if the run closes before it is there."""
        if not is_asyncio_available():
            return await super().download_request(request)
        transfer = asyncio.ensure_future(super().download_request(request))
        self._transfers.add(transfer)
        try:
            return await transfer
        except asyncio.CancelledError:
            raise RunClosing("the run closes") from None
        finally:
            self._transfers.discard(transfer)

    async def close(self) -> None:
        """Close the connections that are kept open, and wait a moment for the end of each.

        Scrapy's own timer logs an error if other sites keep the reactor busy for longer than that moment.
        """
        if not is_asyncio_available():
            await super().close()
            return
        closing = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        closed = closing.asFuture(asyncio.get_running_loop())
        await asyncio.wait([closed], timeout=self._disconnect_timeout)
        if closed.done():
            closed.result()

    def _limit_transfers(self) -> None:
        call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        for transfer in self._transfers:
            transfer.cancel()
