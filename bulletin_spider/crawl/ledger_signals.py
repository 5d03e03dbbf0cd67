"""Settle the rows of a run's ledger by what Scrapy's signals report of items and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest

from bulletin_spider.crawl.failures import capture_of, pipeline_of, request_failure
from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import SetAside
from bulletin_spider.items import Bulletin
from bulletin_spider.network.closing import RunClosing
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, is_home, within
from bulletin_spider.statuses import Change, FailureKind, RowStatus

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.signalmanager import SignalManager
    from twisted.python.failure import Failure

    from bulletin_spider.crawl.ledger import Ledger
    from bulletin_spider.crawl.row import Row

_STATUS_OF_FAILURE = {
    FailureKind.GONE: RowStatus.GONE,
    FailureKind.FORBIDDEN: RowStatus.FORBIDDEN,
    FailureKind.OTHER_SITE: RowStatus.LED_AWAY,
    FailureKind.BLOCKED: RowStatus.BLOCKED,
}
"""Any other failure of an article's request makes its row ``failed``."""
_BY_THE_SITE = {RowStatus.GONE, RowStatus.FORBIDDEN, RowStatus.LED_AWAY}
"""The site decided so: the row's status says it, and the run is not incomplete because of it."""
_SIGNALS = (
    "item_scraped",
    "item_dropped",
    "item_error",
    "request_scheduled",
    "request_dropped",
    "spider_error",
)
_BLOCKED_IN_A_ROW = 10
"""After so many blocked articles, one after another, the run leaves the site alone."""


class LedgerSignals:
    """Listens to Scrapy's signals; closes each row once its page, its request or its item has a result."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._blocked = 0

    def connect(self, manager: SignalManager) -> None:
        """Connect a method to each signal of its name."""
        for name in _SIGNALS:
            manager.connect(getattr(self, name), getattr(signals, name))

    def item_scraped(self, item: object) -> None:
        """Settle a published row by its change."""
        if not isinstance(item, Bulletin):
            return
        self._blocked = 0
        if item.change != Change.WITHDRAWN:  # no row leads to a withdrawn bulletin
            self.ledger.settle(item.id, RowStatus(item.change))
        if item.change == Change.MOVED or (item.change == Change.RESTORED and item.moved_to):
            self.ledger.moved(item.id, bulletin_id(item.moved_to or item.url), RowStatus(item.change))

    def item_dropped(self, item: Any, exception: Exception) -> None:  # noqa: ANN401 - any kind of item
        """Settle a row that was left out. Owe a refused one: its page may be out of order for a while."""
        status = getattr(exception, "status", RowStatus.REFUSED)
        identity, capture = _identity(item), ItemAdapter(item).get("capture")
        refusal = getattr(exception, "refusal", None)
        if isinstance(refusal, SetAside):
            self.ledger.owe(identity, status, f"{refusal.reason}: {refusal}", tried=False)
        elif identity in self.ledger.revisits:
            self.ledger.revisits.dropped(identity, capture, refusal, status)
        elif status == RowStatus.REFUSED:
            self.ledger.owe(identity, status, refusal=refusal.reason if refusal else None)
        else:
            self.ledger.settle(identity, status)

    def item_error(self, item: Any, failure: Failure) -> None:  # noqa: ANN401 - any kind of item
        """Owe a row whose page made a pipeline raise an error."""
        why = f"{type(failure.value).__name__} in {pipeline_of(failure)}"
        self.ledger.owe(_identity(item), RowStatus.FAILED, why, tried=False)

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Owe a row that redirects to another site: Scrapy drops such a request without an errback."""
        if not within(request.url, spider.allowed_domains):  # type: ignore[attr-defined]
            self._redirected(request, FailureKind.OTHER_SITE, "another site")
            row = request.cb_kwargs.get("row")
            if row and row.id in self.ledger.revisits:
                raise IgnoreRequest  # Revisits use dont_filter, which Scrapy's offsite check lets pass.

    def request_dropped(self, request: Request) -> None:
        """Settle a row whose page another row asked for, or that leads home. Owe any other redirected row."""
        row = request.cb_kwargs.get("row")
        redirected = request.meta.get("redirect_times")
        if row and (not redirected or self._is_other_bulletin(row, request.url)):
            self.ledger.settle_as_alias(row.id)
        elif row and is_home(request.url) and not is_home(row.url):
            # This run asked for the home page before: the redirect is all that is kept of this article.
            self.ledger.led_home(row.id, request.meta.get("capture"))
        else:
            self._redirected(request, FailureKind.FAILED, "where this run has been already")

    def _is_other_bulletin(self, row: Row, url: str) -> bool:
        """Whether ``url`` is another bulletin of this run. Firewalls make a page redirect to itself."""
        identity = bulletin_id(canonical_url(url))
        return identity != row.id and (identity in self.ledger.asked or identity in self.ledger.revisits)

    def _redirected(self, request: Request, kind: FailureKind, where: str) -> None:
        if row := request.cb_kwargs.get("row"):
            if kind == FailureKind.OTHER_SITE:
                self.ledger.owe(row.id, RowStatus.LED_AWAY)
            else:
                self.ledger.owe(
                    row.id, RowStatus.FAILED, f"redirected to {without_passwords(request.url[:200])}"
                )
        elif walk := request.cb_kwargs.get("walk"):
            walk.break_off(
                kind, f"page {walk.pages + 1} leads to {where}: {without_passwords(request.url[:200])}"
            )

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """Leave a gap if reading a listing raised an error; owe the row if reading its page did."""
        request = response.request if response is not None else None
        arguments: dict[str, Any] = request.cb_kwargs if request else {}
        where = without_passwords(request.url) if request else "an answer"
        why = f"{type(failure.value).__name__} while reading {where}"
        if row := arguments.get("row"):
            self.ledger.owe(row.id, RowStatus.FAILED, why, tried=False)
        elif walk := arguments.get("walk"):
            walk.break_off(FailureKind.FAILED, why)
        else:
            self.ledger.reasons[why] += 1

    def article_failed(self, failure: Failure) -> None:
        """Owe the row whose page did not come. This is the errback of every article request."""
        if isinstance(failure.value, RunClosing):
            return  # the row stays open: the next run asks for it
        row = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]
        kind, text = request_failure(failure)
        self._blocked = self._blocked + 1 if kind == FailureKind.BLOCKED else 0
        if row.id in self.ledger.revisits:
            self.ledger.revisits.failed(row.id, kind, text, capture_of(failure))
        else:
            status = _STATUS_OF_FAILURE.get(kind, RowStatus.FAILED)
            why = None if status in _BY_THE_SITE else text
            self.ledger.owe(row.id, status, why, tried=kind != FailureKind.BLOCKED)
        if self._blocked >= _BLOCKED_IN_A_ROW:
            raise CloseSpider(FailureKind.BLOCKED)


def _identity(item: Any) -> str:  # noqa: ANN401 - any kind of item
    """Return the bulletin's id; empty for an item without one, which no row leads to."""
    return str(ItemAdapter(item).get("id") or "")
