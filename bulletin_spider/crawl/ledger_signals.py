"""What Scrapy tells of items and requests, entered into the run's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest

from bulletin_spider.crawl.failures import capture_of, reason
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, is_home, within

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.signalmanager import SignalManager
    from twisted.python.failure import Failure

    from bulletin_spider.crawl.ledger import Ledger
    from bulletin_spider.crawl.row import Row
    from bulletin_spider.items import Bulletin, Page

ENDINGS = {"gone": "gone", "forbidden": "forbidden", "other site": "led away", "blocked": "blocked"}
"""What an article's request came to → the word of its row; any other has failed."""
QUIET = {"gone", "forbidden", "led away"}
"""Failures that are the site's own decision: told in the account, no reason to call the run incomplete."""
HEARD = ("item_scraped", "item_dropped", "item_error", "request_scheduled", "request_dropped", "spider_error")
BLOCKED_IN_A_ROW = 10
"""Articles turned away one after another before the run leaves the site alone."""


class LedgerSignals:
    """Settles a row, or leaves it to the next run, once its page, its request or its item has come to something."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._blocked = 0

    def connect(self, manager: SignalManager) -> None:
        """Listen to what becomes of items and requests."""
        for name in HEARD:
            manager.connect(getattr(self, name), getattr(signals, name))

    def item_scraped(self, item: Bulletin) -> None:
        """Settle a published row by its change."""
        self._blocked = 0
        self.ledger.settle(item.id, item.change)

    def item_dropped(self, item: Page, exception: Exception) -> None:
        """Settle a row that was left out; owe one that was refused, for a page may be out of order for a while."""
        word = getattr(exception, "word", "refused")
        if item.id in self.ledger.revisits:
            self.ledger.revisits.dropped(item.id, item.capture, getattr(exception, "refusal", None), word)
        elif word == "refused":
            self.ledger.owe(item.id, word)
        else:
            self.ledger.settle(item.id, word)

    def item_error(self, item: Page, failure: Failure) -> None:
        """Owe a row whose page a pipeline stumbled over."""
        self.ledger.owe(item.id, "failed", f"{type(failure.value).__name__} in a pipeline", tried=False)

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Owe a row that redirects to another site: Scrapy turns such a request away without an errback."""
        if not within(request.url, spider.allowed_domains):  # type: ignore[attr-defined]
            self._turned_away(request, "other site", "another site")
            row = request.cb_kwargs.get("row")
            if row and row.id in self.ledger.revisits:
                raise IgnoreRequest  # Scrapy lets pass what is not to be filtered; see Revisits

    def request_dropped(self, request: Request) -> None:
        """Settle a row whose page was asked for under another row, or leads home; owe one that redirects elsewhere."""
        row = request.cb_kwargs.get("row")
        redirected = request.meta.get("redirect_times")
        if row and (not redirected or self._elsewhere(row, request.url)):
            self.ledger.alias(row.id)
        elif row and is_home(request.url) and not is_home(row.url):
            # The home page was asked for before in this run: what is kept of this article is its redirect.
            self.ledger.led_home(row.id, request.meta.get("capture"))
        else:
            self._turned_away(request, "failed", "where this run has been already")

    def _elsewhere(self, row: Row, url: str) -> bool:
        """Whether ``url`` is that of another bulletin of this run; firewalls have pages redirect to themselves."""
        identity = bulletin_id(canonical_url(url))
        return identity != row.id and (identity in self.ledger.asked or identity in self.ledger.revisits)

    def _turned_away(self, request: Request, word: str, where: str) -> None:
        if row := request.cb_kwargs.get("row"):
            away = word == "other site"
            self.ledger.owe(
                row.id, "led away" if away else word, None if away else f"redirected to {request.url[:200]}"
            )
        elif walk := request.cb_kwargs.get("walk"):
            walk.break_off(word, f"page {walk.pages + 1} leads to {where}: {request.url[:200]}")

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """Leave a gap where reading a listing stumbled, owe a row where reading its page did."""
        request = response.request if response is not None else None
        arguments: dict[str, Any] = request.cb_kwargs if request else {}
        why = f"{type(failure.value).__name__} while reading {request.url if request else 'an answer'}"
        if row := arguments.get("row"):
            self.ledger.owe(row.id, "failed", why, tried=False)
        elif walk := arguments.get("walk"):
            walk.break_off("failed", why)
        else:
            self.ledger.reasons[why] += 1

    def article_failed(self, failure: Failure) -> None:
        """Owe the row whose page did not come; every article request's errback."""
        row = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]
        word, text = reason(failure)
        self._blocked = self._blocked + 1 if word == "blocked" else 0
        if row.id in self.ledger.revisits:
            self.ledger.revisits.failed(row.id, word, text, capture_of(failure))
        else:
            ending = ENDINGS.get(word, "failed")
            self.ledger.owe(row.id, ending, None if ending in QUIET else text, tried=word != "blocked")
        if self._blocked >= BLOCKED_IN_A_ROW:
            raise CloseSpider("blocked")
