"""Visit known bulletins again: choose them, ask with conditions, publish the withdrawn ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals

from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.crawl.revisiting.withdrawals import withdrawn_version
from bulletin_spider.crawl.row import Row
from bulletin_spider.exceptions import DamagedCapture, TieredCapture
from bulletin_spider.items import SHANGHAI
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.http import Request, Response

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.crawl.article_spider import ArticleSpider
    from bulletin_spider.items import Bulletin

VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""Header of an answer → header of a conditional request (RFC 9110, 13.1)."""
VISIT_PRIORITY = -2
"""New articles (0) and further listing pages (-1) come first."""


class Revisits:
    """The revisits of one run. They begin when all listings have been walked."""

    def __init__(self, spider: ArticleSpider) -> None:
        self.spider = spider
        self.revisit_ledger = spider.ledger.revisits
        self._withdrawal_requested = False
        self._moved_packs: set[str] = set()
        """Packs that were moved out of the archive, of which the log says it."""
        self.schedule = Schedule.parse(spider.settings["REVISIT_SCHEDULE"])

    async def requests(self) -> AsyncIterator[Request]:
        """Yield a request for each due bulletin, once every listing has been walked to its end."""
        crawler, ledger = self.spider.crawler, self.spider.ledger
        for known in self._due():
            while ledger.walking or crawler.engine.needs_backout():
                await crawler.signals.wait_for(signals.scheduler_empty)
            if not ledger.reached_site:
                return
            if (
                known.id not in ledger.asked
                and known.id not in self.revisit_ledger
                and (request := self._request(known))
            ):
                yield request

    def asks_for_row(self, known: KnownBulletin) -> bool:
        """Return whether a known bulletin whose row has changed is visited in this run."""
        asked = self.revisit_ledger.asked
        limit = self.spider.settings.getint("REVISIT_LIMIT")
        return (
            self.spider.window.revisit != "none"
            and known.id not in asked
            and known.id not in self.spider.ledger.asked
            and len(asked) < limit
            and self._in_window(known)
        )

    def _due(self) -> Iterable[KnownBulletin]:
        window, index = self.spider.window, self.spider.site_archive.index
        if window.revisit == "all":
            due: Iterable[KnownBulletin] = index.all_bulletins()
        elif window.revisit == "due":
            limit = self.spider.settings.getint("REVISIT_LIMIT")
            due = index.due(self.schedule, self.spider.site_archive.clock.now(dt.UTC), limit, window.channel)
        else:
            due = ()
        return (known for known in due if self._in_window(known))

    def _in_window(self, known: KnownBulletin) -> bool:
        window = self.spider.window
        day = dt.date.fromisoformat(known.date)
        return window.channel in {None, known.channel} and not window.leaves_out(day)

    def _request(self, known: KnownBulletin) -> Request | None:
        exchange = self._kept_exchange(known)
        row, headers = self._row_and_conditions(known, exchange)
        if row is None:
            return None
        self.spider.ledger.ask_again(known)
        url = visited_address(known.address, exchange.url) if exchange else known.address
        # No duplicate filter: the address of another bulletin may have led to this page before.
        return self.spider.article_request(
            row, url, headers=headers, priority=VISIT_PRIORITY, dont_filter=True
        )

    def _row_and_conditions(
        self, known: KnownBulletin, exchange: Exchange | None
    ) -> tuple[Row | None, dict[str, str]]:
        """Return the row that led to a bulletin, and the headers of a conditional request.

        The row is None for a file that was published from its row alone: files are not downloaded.
        """
        if exchange:
            fields_of_row = exchange.row or {}
            title, date = fields_of_row.get("listing-title", ""), fields_of_row.get("listing-date")
            year = fields_of_row.get("listing-year")
            row = Row(known.id, known.address, title, date, known.channel, listing_year=year)
            # A withdrawn bulletin is asked for without conditions: a 304 would not show its page.
            validators = {} if known.change == Change.WITHDRAWN else VALIDATORS
            conditions = {condition: exchange.header(name) for name, condition in validators.items()}
            return row, {condition: value for condition, value in conditions.items() if value}
        version = self.spider.site_archive.index.version(known)
        if any(
            attachment["url"] in {known.url, known.address} for attachment in version.get("attachments", ())
        ):
            return None, {}
        return Row(known.id, known.address, version["title"], known.date, known.channel), {}

    def _kept_exchange(self, known: KnownBulletin) -> Exchange | None:
        """Return the newest answer that held the article; None if it is not kept or is damaged."""
        exchange = self._remembered(known, known.capture)
        self._remembered(known, known.absent)
        return exchange

    def _remembered(self, known: KnownBulletin, capture: dict[str, Any] | None) -> Exchange | None:
        """Read a kept answer of a bulletin, and remember it as one that the next answer may confirm."""
        archive = self.spider.site_archive
        try:
            exchange = read_exchange(archive.layout.root, capture) if capture else None
        except DamagedCapture as damage:
            if damage.file not in self._moved_packs:
                self.spider.logger.warning("%s", damage)
            if isinstance(damage, TieredCapture):
                self._moved_packs.add(damage.file)
            return None
        if exchange is None or (exchange.row or {}).get("bulletin") not in known.identities:
            return None
        archive.archived_responses.remember(exchange, capture or {}, known.id)
        return exchange

    def withdrawal_request(self, callback: Callable[[Response], Iterator[Bulletin]]) -> Request | None:
        """Return, once, a request whose ``callback`` publishes the withdrawn bulletins.

        Its address is ``data:,``: it asks no server.
        """
        if self._withdrawal_requested or not self.revisit_ledger.absences:
            return None
        self._withdrawal_requested = True
        return scrapy.Request(
            "data:,", callback, dont_filter=True, meta={"allow_offsite": True, "archived": True}
        )

    def withdrawn(self) -> Iterator[Bulletin]:
        """Yield the last version of each bulletin that was missing often enough and long enough."""
        settings, now = self.spider.settings, self.spider.site_archive.clock.now(SHANGHAI)
        limits = settings.getint("WITHDRAWN_VISITS"), settings.getfloat("WITHDRAWN_DAYS")
        for known, absence in self.revisit_ledger.withdrawn(now.timestamp(), *limits):
            yield withdrawn_version(self.spider.site_archive.index.version(known), known, absence, now)


def visited_address(address: str, answered: str) -> str:
    """Return where a bulletin is visited: at its ``address``, or with https if the kept answer came from there.

    Many sites redirect from http to https. Asked with http, each visit would keep the redirect as a new answer.
    """
    is_https = urlsplit(answered).scheme == "https" and urlsplit(address).scheme == "http"
    return answered if is_https and bulletin_id(canonical_url(answered)) == bulletin_id(address) else address
