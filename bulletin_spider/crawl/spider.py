"""The spider every site is: what it is told, what it holds, where it begins and how it ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.crawl.arguments import COMMON, check_names, read_window
from bulletin_spider.crawl.article_spider import ArticleSpider, charset
from bulletin_spider.crawl.failures import reason, why_rowless
from bulletin_spider.crawl.ledger import Ledger
from bulletin_spider.crawl.ledger_signals import LedgerSignals
from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.crawl.moved_channels import MovedChannels
from bulletin_spider.crawl.revisits import Revisits
from bulletin_spider.crawl.row import Row
from bulletin_spider.crawl.row_filter import RowFilter
from bulletin_spider.crawl.settings_check import check_settings
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.normalization.addresses import is_home

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.items import Bulletin
    from bulletin_spider.listings.entries import NextPage

CALM = -1
"""Priority of further listing pages: the articles of a page come first, which keeps the queue short."""


class DistrictSpider(ArticleSpider):
    """A site's news. A subclass states facts only: ``name``, ``allowed_domains`` and ``channels``."""

    channels: Mapping[str, Channel]
    """Channel name → where its listing is, in the order in which they are walked."""
    home: str = ""
    """The home page, whose menu shows where a channel has moved to; empty if unknown."""

    own_arguments: ClassVar[tuple[str, ...]] = ()
    """What ``-a`` accepts beside what every spider does."""

    revisits: Revisits

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Read the arguments; raise ``UsageFault`` for what cannot be meant."""
        super().__init__(name)
        check_names(arguments, (*COMMON, *self.own_arguments))
        self.site = self.name
        self.prepare(arguments)
        self.window = read_window(arguments, self.channels)
        self.ledger = Ledger()
        self.ledger_signals = LedgerSignals(self.ledger)
        self.closed: dict[tuple[str, str], str] = {}
        """A channel and its address → the last run that walked it without a gap."""
        self.moved_channels = MovedChannels(self.channels, self.allowed_domains)

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the spider's own arguments, before the common ones are read."""

    def serve(self) -> Callable[[], None] | None:
        """Start what the site needs to be there at all, and return how to stop it; a real site needs nothing."""
        return None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider of one run, which holds the site's archive from here on."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        layout = Layout(Path(crawler.settings["ARCHIVE_DIR"]))
        spider.site_archive = SiteArchive.begin(
            layout, spider.site, dt.datetime.now(dt.UTC), crawler.settings.getint("CAPTURE_ROLL_BYTES")
        )
        spider.ledger_signals.connect(crawler.signals)
        spider.revisits = Revisits(spider)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        if stop := spider.serve():
            crawler.signals.connect(stop, signals.spider_closed, weak=False)
        return spider

    @property
    def run(self) -> str:
        """The run's name."""
        return self.site_archive.run

    @property
    def called(self) -> str:
        """What names the site on a command line, behind ``scrapy crawl`` or ``scrapy doctor``."""
        return self.name

    def own_addresses(self) -> list[str]:
        """Return the addresses whose hosts the site was started on; see listings/guard.py."""
        return [*(channel.url for channel in self.channels.values()), *filter(None, [self.home])]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what earlier runs still owe, then for the newest page of each channel."""
        self.closed = self.site_archive.index.closed()
        for record in self.site_archive.index.last_record().get("failed", []):
            row = Row(**record)
            if self.window.narrow or self.window.channel not in {None, row.channel}:
                self.ledger.failed[row.id] = row
            else:
                yield self.ask(row, None)
        for name, channel in self.channels.items():
            if self.window.channel in {None, name}:
                overlap = self.settings.getint("OVERLAP_ROWS")
                walk = self.ledger.open_walk(Walk(name, channel.url, self.window.narrow, overlap=overlap))
                yield self.listing_request(walk, channel.url)
        async for request in self.revisits.requests():
            yield request

    def parse_listing(self, response: Response, walk: Walk) -> Iterator[Request | Page]:
        """Account for each row, ask for the unknown ones, and walk on unless the walk has reached its end.

        A row that leads to a file is a page already: its title and day are all that can be read of it.
        """
        walk.pages += 1
        walk.pages_asked.add(response.url)
        if walk.pages == 1 and is_home(response.url) and not is_home(walk.url):
            yield from self._broken_off(walk, "gone", "page 1 leads to the home page")
            return
        today = dt.datetime.now(SHANGHAI).date()
        fields = self.channels[walk.channel].fields
        listing = read_listing(response.body, response.url, charset(response), today, fields)
        if not listing.entries:
            yield from self._without_rows(walk, listing.next_page, response)
            return
        walk.family = walk.family or listing.family
        words = []
        fresh = walk.fresh(listing.entries)
        row_filter = self._row_filter(walk, [row.id for row, _ in fresh])
        for row, entry in fresh:
            word = row_filter.status(row, entry)
            if word == "asked" and entry.document:
                self.ledger.ask(row, walk)
                yield self.page(row, response, b"", document=True)
            elif word == "asked":
                yield self.ask(row, walk)
            else:
                walk.rows[word] += 1
                walk.note(row.id, word, row_filter.known.get(row.id), row_filter.also)
            words.append("pinned" if entry.pinned else word)
        page = walk.go_on(words, listing.next_page, self.settings.getint("LISTING_PAGES"))
        if page is not None:
            yield self._next_request(walk, page)

    def _row_filter(self, walk: Walk, identities: list[str]) -> RowFilter:
        index = self.site_archive.index
        return RowFilter(
            domains=self.allowed_domains,
            window=self.window,
            asked=self.ledger.asked,
            owed=self.ledger.owed,
            closed=self.closed.get((walk.channel, self.channels[walk.channel].url), ""),
            known=index.known(identities),
            also=index.also(walk.channel, identities),
            settled=index.settled(identities),
        )

    def _without_rows(self, walk: Walk, page: NextPage | None, response: Response) -> Iterator[Request]:
        """Ask once for where the rows may be instead: a frame, or the data behind a page that scripts fill."""
        if page is not None and not walk.blank:
            walk.blank = True
            yield self._next_request(walk, page)
        else:
            why = why_rowless(response.body, response.url, walk.pages, charset(response))
            yield from self._broken_off(walk, *why)

    def listing_failed(self, failure: Failure) -> Iterator[Request]:
        """Leave a gap in the walk whose page did not come; seek a channel whose first page is gone."""
        walk = failure.request.cb_kwargs["walk"]  # type: ignore[attr-defined]
        word, text = reason(failure)
        self.logger.info("%s: page %d of %s: %s", self.site, walk.pages + 1, walk.channel, text)
        yield from self._broken_off(walk, word, f"page {walk.pages + 1}: {text}")

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Follow the home page's menu to where the lost channels are now."""
        self.moved_channels.read_home(response.body, response.url, charset(response))
        yield from self._moved()

    def _broken_off(self, walk: Walk, word: str, why: str) -> Iterator[Request]:
        walk.break_off(word, why)
        if self.home and self.moved_channels.lose(walk):
            yield scrapy.Request(self.home, self.parse_home)
        yield from self._moved()

    def _moved(self) -> Iterator[Request]:
        for walk in self.moved_channels.found():
            yield self.listing_request(walk, walk.url)

    def listing_request(self, walk: Walk, url: str, **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        """Return the request for a page of a walk."""
        return scrapy.Request(
            url, self.parse_listing, errback=self.listing_failed, cb_kwargs={"walk": walk}, **options
        )

    def _next_request(self, walk: Walk, page: NextPage) -> Request:
        more = {"method": page.method, "body": page.body or b"", "headers": dict(page.headers)}
        return self.listing_request(walk, page.url, priority=CALM, **more)

    def idle(self) -> None:
        """Publish, when all else is done, what the run found to be withdrawn."""
        if request := self.revisits.parting_request(self.parse_gone):
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def parse_gone(self, _: Response) -> Iterator[Bulletin]:
        """Yield the last versions of what is withdrawn."""
        yield from self.revisits.withdrawn()
