"""Known bulletins are visited again: which, how they are asked for, and what is published when one is gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals

from bulletin_spider.archive.captures.reader import read
from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.archive.index.revisit_schedule import Schedule
from bulletin_spider.crawl.row import Row
from bulletin_spider.exceptions import DamagedCapture
from bulletin_spider.items import SHANGHAI, Bulletin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.http import Request, Response

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.index.queries import Known
    from bulletin_spider.crawl.article_spider import ArticleSpider
    from bulletin_spider.crawl.revisit_ledger import Sighting

VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""Header of an answer → header that asks whether it still holds (RFC 9110, 13.1)."""
CALMEST = -2
"""Priority of visits: what is new comes first."""


class Revisits:
    """The visits of one run, asked for when nothing else is left to ask for."""

    def __init__(self, spider: ArticleSpider) -> None:
        self.spider = spider
        self.revisit_ledger = spider.ledger.revisits
        self._parted = False
        self.schedule = Schedule.parse(spider.settings["REVISIT_SCHEDULE"])

    async def requests(self) -> AsyncIterator[Request]:
        """Ask for each bulletin whose turn it is, once every listing has been walked to its end."""
        crawler, ledger = self.spider.crawler, self.spider.ledger
        for known in self._chosen():
            while ledger.walking or crawler.engine.needs_backout():
                await crawler.signals.wait_for(signals.scheduler_empty)
            if not ledger.reached_site:
                return
            if known.id not in ledger.asked and (request := self._request(known)):
                yield request

    def _chosen(self) -> Iterable[Known]:
        window, index = self.spider.window, self.spider.site_archive.index
        if window.revisit == "all":
            chosen: Iterable[Known] = index.everything()
        elif window.revisit == "due":
            limit = self.spider.settings.getint("REVISIT_LIMIT")
            chosen = index.due(self.schedule, dt.datetime.now(dt.UTC), limit, window.channel)
        else:
            chosen = ()
        return (known for known in chosen if self._wanted(known))

    def _wanted(self, known: Known) -> bool:
        window = self.spider.window
        day = dt.date.fromisoformat(known.date)
        return window.channel in {None, known.channel} and not window.leaves_out(day)

    def _request(self, known: Known) -> Request | None:
        row, headers = self._remembered(known)
        if row is None:
            return None
        self.spider.ledger.ask_again(known)
        # Not to be filtered: another bulletin's address may have led to this one's page before.
        return self.spider.article_request(row, headers=headers, priority=CALMEST, dont_filter=True)

    def _remembered(self, known: Known) -> tuple[Row | None, dict[str, str]]:
        """Return the row that led to a bulletin, and the headers that ask only for what has changed since.

        None for a file that was published from its row alone: it is not downloaded.
        """
        if exchange := self._kept(known):
            said = exchange.row or {}
            row = Row(
                known.id, known.url, said.get("listing-title", ""), said.get("listing-date"), known.channel
            )
            # Of a page that was gone, the answer that it is as it was would say nothing of its being back.
            validators = {} if known.change == WITHDRAWN else VALIDATORS
            asked = {ask: exchange.header(name) for name, ask in validators.items()}
            return row, {ask: value for ask, value in asked.items() if value}
        version = self.spider.site_archive.index.version(known)
        if any(attachment["url"] == known.url for attachment in version.get("attachments", ())):
            return None, {}
        return Row(known.id, known.url, version["title"], known.date, known.channel), {}

    def _kept(self, known: Known) -> Exchange | None:
        """Return the newest answer that held the article; None if it is not kept, or not whole."""
        archive = self.spider.site_archive
        try:
            exchange = read(archive.layout.root, known.capture) if known.capture else None
        except DamagedCapture as damage:
            self.spider.logger.warning("%s", damage)
            return None
        if exchange is None or (exchange.row or {}).get("bulletin") != known.id:
            return None
        archive.memory.remember(exchange, known.capture or {})
        return exchange

    def parting_request(self, callback: Callable[[Response], Iterator[Bulletin]]) -> Request | None:
        """Return, once, a request that goes nowhere and whose ``callback`` publishes what is found to be withdrawn."""
        if self._parted or not self.revisit_ledger.sightings:
            return None
        self._parted = True
        return scrapy.Request("data:,", callback, dont_filter=True, meta={"allow_offsite": True})

    def withdrawn(self) -> Iterator[Bulletin]:
        """Yield a last version of each bulletin that was missing often and long enough to be called withdrawn."""
        settings, now = self.spider.settings, dt.datetime.now(SHANGHAI)
        patience = settings.getint("WITHDRAWN_VISITS"), settings.getfloat("WITHDRAWN_DAYS")
        for known, sighting in self.revisit_ledger.withdrawn(now.timestamp(), *patience):
            yield farewell(self.spider.site_archive.index.version(known), known, sighting, now)


def farewell(version: dict[str, Any], known: Known, sighting: Sighting, now: dt.datetime) -> Bulletin:
    """Return the version that says a bulletin is gone: its last wording, with the answer that shows it."""
    first = dt.datetime.fromtimestamp(known.missing_since or now.timestamp(), SHANGHAI)
    visits = known.missing + 1
    told = f"missing on {visits} visit{'s' * (visits > 1)} in a row since {first:%Y-%m-%d %H:%M}"
    gone: dict[str, Any] = {
        "change": "withdrawn",
        "fetched_at": now.isoformat(timespec="seconds"),
        "capture": sighting.capture,
        "evidence": {"change": {"rule": sighting.why, "text": told}},
        "warnings": [],
    }
    names = {field.name for field in fields(Bulletin)}
    return Bulletin(**{name: value for name, value in (version | gone).items() if name in names})
