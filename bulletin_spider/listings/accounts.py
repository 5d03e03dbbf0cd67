"""A run's account of every row: asked for, then settled by what its page, its request or its item came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import signals

from bulletin_spider.listings.failures import reason
from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.signalmanager import SignalManager
    from twisted.python.failure import Failure

    from bulletin_spider.items import Bulletin, Page
    from bulletin_spider.listings.walk import Row, Walk

SETTLED = {"gone", "forbidden", "other site"}
"""Failures that another run would only meet again; every other one is owed."""


class Accounts:
    """The walks of a run, the rows still open, and the rows owed to the next run."""

    def __init__(self) -> None:
        self.walks: dict[str, Walk] = {}
        self.owed: Counter[str] = Counter()
        """What became of rows that an earlier run owed."""
        self.failed: dict[str, Row] = {}
        self.reasons: Counter[str] = Counter()
        self.asked: set[str] = set()
        self._open: dict[str, tuple[Row, Walk | None]] = {}

    def connect(self, manager: SignalManager) -> None:
        """Listen to what becomes of items and requests."""
        manager.connect(self.item_scraped, signals.item_scraped)
        manager.connect(self.item_dropped, signals.item_dropped)
        manager.connect(self.item_error, signals.item_error)
        manager.connect(self.request_scheduled, signals.request_scheduled)
        manager.connect(self.request_dropped, signals.request_dropped)
        manager.connect(self.spider_error, signals.spider_error)

    def open_walk(self, walk: Walk) -> Walk:
        """Begin a channel's account."""
        self.walks[walk.channel] = walk
        return walk

    def ask(self, row: Row, walk: Walk | None = None) -> None:
        """Open a row; one without a walk is owed by an earlier run."""
        self.asked.add(row.id)
        self._open[row.id] = (row, walk)
        if walk is not None:
            walk.rows["asked"] += 1

    def settle(self, identity: str, word: str) -> Row | None:
        """Close a row under ``word``; None if it is closed already."""
        row, walk = self._open.pop(identity, (None, None))
        if row is None:
            return None
        if walk is None:
            self.owed[word] += 1
        else:
            walk.settle(word)
        return row

    def owe(self, identity: str, why: str) -> None:
        """Close a row as failed and leave it to the next run."""
        row = self.settle(identity, "failed")
        if row is not None:
            self.reasons[why] += 1
            self.failed[row.id] = replace(row, attempts=row.attempts + 1)

    def unfinished(self) -> list[Row]:
        """Return the rows that were asked for and never came to anything: the run was stopped."""
        return [row for row, _ in self._open.values()]

    def item_scraped(self, item: Bulletin) -> None:
        """Settle a published row by its change."""
        self.settle(item.id, item.change)

    def item_dropped(self, item: Page, exception: Exception) -> None:
        """Settle a row whose page was refused or left out."""
        self.settle(item.id, getattr(exception, "word", "refused"))

    def item_error(self, item: Page, failure: Failure) -> None:
        """Owe a row whose page a pipeline stumbled over."""
        self.owe(item.id, f"{type(failure.value).__name__} in a pipeline")

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Settle a row that redirects to another site: Scrapy turns such a request away without an errback."""
        if not within(request.url, spider.allowed_domains):  # type: ignore[attr-defined]
            self._left_out(request, "other site")

    def request_dropped(self, request: Request) -> None:
        """Settle a row that redirects to an address that was asked for before."""
        self._left_out(request, "elsewhere")

    def _left_out(self, request: Request, word: str) -> None:
        if row := request.cb_kwargs.get("row"):
            self.settle(row.id, word)
        elif walk := request.cb_kwargs.get("walk"):
            walk.break_off("other site", f"page {walk.pages + 1} leads away: {request.url}")

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Leave a gap where reading a listing stumbled, owe a row where reading its page did."""
        why = f"{type(failure.value).__name__} while reading {response.url}"
        arguments: dict[str, Any] = response.request.cb_kwargs if response.request else {}
        if row := arguments.get("row"):
            self.owe(row.id, why)
        elif walk := arguments.get("walk"):
            walk.break_off("failed", why)

    def article_failed(self, failure: Failure) -> None:
        """Settle or owe the row whose page did not come; every article request's errback."""
        row = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]
        word, text = reason(failure)
        if word in SETTLED:
            self.settle(row.id, word)
        else:
            self.owe(row.id, text)
