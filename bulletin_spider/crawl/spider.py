"""Crawl one site once: ask for owed rows, walk each listing from its newest page, revisit known bulletins."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from bulletin_spider.archive.captures.same_listings import LISTING
from bulletin_spider.clock import clock_of
from bulletin_spider.crawl.arguments import COMMON, check_names, check_user, read_window
from bulletin_spider.crawl.article_spider import ArticleSpider, charset
from bulletin_spider.crawl.attachments.file_requests import Attachments
from bulletin_spider.crawl.failures import request_failure, rowless_failure, unread_part
from bulletin_spider.crawl.ledger import Ledger
from bulletin_spider.crawl.ledger_signals import LedgerSignals
from bulletin_spider.crawl.listing_walk import PINNED, Walk
from bulletin_spider.crawl.moved_channels import MovedChannels
from bulletin_spider.crawl.revisiting.revisits import VISIT_PRIORITY, Revisits
from bulletin_spider.crawl.row import Row
from bulletin_spider.crawl.row_filter import RowFilter
from bulletin_spider.crawl.settings_check import check_archive, check_settings
from bulletin_spider.crawl.shown_rows import ShownRows
from bulletin_spider.exceptions import ArchiveFault, Refusal, SetAside, TooExpensive
from bulletin_spider.extraction import Hints, check_rules
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.listings.entries import Walked
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.listings.rules import check_listing_rules
from bulletin_spider.network.closing import RunClosing
from bulletin_spider.normalization.addresses import is_home
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import FailureKind, RowStatus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from bulletin_spider.archive.site_archive import SiteArchive
    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.items import Bulletin
    from bulletin_spider.listings.entries import Entry, Listing, NextPage
    from bulletin_spider.listings.rules import ListingRules

_NEXT_PAGE_RULE = "site rule for next_page"
_NEXT_PAGE_PRIORITY = -1
"""The articles of a page come before further listing pages, which keeps the queue short."""


def _several(rules: Any) -> tuple[Any, ...]:  # noqa: ANN401 - what a site file says
    """Return rules as a tuple: ``article_rules = Rules(…)`` lacks a comma, but its meaning is clear."""
    return (*rules,) if isinstance(rules, list | tuple) else (rules,)


class DistrictSpider(ArticleSpider):
    """The spider of a site. A subclass states facts only: ``name``, ``allowed_domains`` and ``channels``."""

    channels: Mapping[str, Channel]
    """Channel name → its listing, in the order of the walks."""
    home: str = ""
    """The home page. Its menu shows where a channel has moved to; empty if unknown."""

    article_rules: ClassVar[tuple[Rules, ...]] = ()
    """Selectors for the articles of every channel; see ``docs/add_a_site.md``."""
    listing_rules: ClassVar[tuple[ListingRules, ...]] = ()
    """Selectors for the listings of every channel."""

    attachments: ClassVar[str] = ""
    """``off`` or ``capture``, whether the files of attachments are kept; empty: as the setting ``ATTACHMENTS`` says."""

    title: ClassVar[str] = ""
    """Whose site it is, for people, such as 海淀区; empty: its name is shown."""
    region: ClassVar[str] = ""
    """The district's code in GB/T 2260; empty if unknown."""

    own_arguments: ClassVar[tuple[str, ...]] = ()
    """Names that ``-a`` accepts in addition to those of every spider."""

    revisits: Revisits
    files: Attachments

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Read the arguments. Raises ``UsageFault`` if one is unknown or invalid."""
        super().__init__(name)
        check_names(arguments, (*COMMON, *self.own_arguments))
        self.site = self.name
        self.prepare(arguments)
        # Scrapy ignores a domain with a port, which genspider writes for an address with one.
        self.allowed_domains = [domain.partition(":")[0] for domain in self.allowed_domains]
        self.window = read_window(arguments, self.channels)
        for url in self.own_addresses():
            check_user(self.name, url)
        for channel in self.channels:
            check_rules(self.rules_for(channel))
            check_listing_rules(self.listing_rules_for(channel))
        self.ledger = Ledger()
        self.ledger_signals = LedgerSignals(self.ledger)
        self.closed: dict[tuple[str, str], str] = {}
        """A channel and its address → the last run that walked it without a gap."""
        self.moved_channels = MovedChannels(self.channels, self.allowed_domains)

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the arguments that only this spider has; called before those that all spiders share."""

    @classmethod
    def rules_for(cls, channel: str) -> tuple[Rules, ...]:
        """Return the site's own rules for the articles of a channel; those of the site alone for an unknown channel."""
        own = getattr(cls, "channels", {}).get(channel)
        return (*_several(own.article_rules if own else ()), *_several(cls.article_rules))

    @classmethod
    def rules_by_channel(cls) -> dict[str, tuple[Rules, ...]]:
        """Return ``rules_for`` of each channel, and under ``""`` of a channel that the site no longer has."""
        return {channel: cls.rules_for(channel) for channel in ("", *getattr(cls, "channels", {}))}

    @classmethod
    def listing_rules_for(cls, channel: str) -> tuple[ListingRules, ...]:
        """Return the site's own rules for the listing of a channel."""
        own = getattr(cls, "channels", {}).get(channel)
        return (*_several(own.listing_rules if own else ()), *_several(cls.listing_rules))

    def serve(self) -> Callable[[], None] | None:
        """Start a server that the site needs, and return how to stop it; None for a real site."""
        return None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add the settings of the site to those of the project; the command line overrides both."""
        super().update_settings(settings)
        if cls.attachments:
            settings.set("ATTACHMENTS", cls.attachments, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider of one run. Raises ``UsageFault`` if a setting is invalid."""
        check_settings(crawler.settings)
        return super().from_crawler(crawler, *args, **kwargs)

    def archive_opened(self, archive: SiteArchive) -> None:
        """Take the site's archive, which :class:`ArchiveExtension` has opened, and start what the run needs."""
        self.site_archive = archive
        self.revisits, self.files = Revisits(self), Attachments(self)
        # From here on they stay owed, however early the run is stopped.
        owed = (Row.from_record(record) for record in archive.index.last_record().get("failed", []))
        self.ledger.failed = {row.id: row for row in owed}
        self.shown_rows = ShownRows(archive.index)
        self.ledger_signals.connect(self.crawler.signals)
        self.crawler.signals.connect(self.idle, signals.spider_idle)
        if stop := self.serve():
            self.crawler.signals.connect(stop, signals.spider_closed, weak=False)

    @property
    def run(self) -> str:
        """The run's name."""
        return self.site_archive.run

    @property
    def _reading_seconds(self) -> float:
        return self.settings.getfloat("READING_SECONDS", READING_SECONDS)

    @property
    def called(self) -> str:
        """How a command line names the site, behind ``bulletin crawl`` or ``bulletin doctor``."""
        return self.name

    def own_addresses(self) -> list[str]:
        """Return the addresses that the site file names; private hosts among them may be requested."""
        return [*(channel.url for channel in self.channels.values()), *filter(None, [self.home])]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the rows that earlier runs owe, then for the newest page of each channel.

        Raises ``UsageFault`` if the run works without the archive.
        """
        check_archive(type(self), self.settings)
        self.closed = self.site_archive.index.closed_channels()
        for row in list(self.ledger.failed.values()):
            if not self.window.narrow and self.window.channel in {None, row.channel}:
                yield self.ask(row, None)
        for name, channel in self.channels.items():
            if self.window.channel in {None, name}:
                overlap = self.settings.getint("OVERLAP_ROWS")
                past = (name, channel.url) in self.closed
                walk = Walk(name, channel.url, self.window.narrow, overlap=overlap, past=past)
                self.ledger.open_walk(walk)
                yield self.listing_request(walk, channel.url)
        async for request in self.revisits.requests():
            yield request

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield the rows and the next page of a listing, else the content of an article; ``scrapy parse`` shows them.

        A run does not call this method.
        """
        name = next((name for name, channel in self.channels.items() if channel.url == response.url), None)
        listing = self._read_listing(response, name)
        for entry in listing.entries:
            yield asdict(entry)
        if page := listing.next_page:
            headers = dict(page.headers)
            yield scrapy.Request(
                page.url, self.parse, method=page.method, body=page.body or b"", headers=headers
            )
        if not listing.entries:
            from bulletin_spider.extraction.article import extract  # noqa: PLC0415 - no run needs it here

            try:
                hints = Hints(charset=charset(response), rules=self.rules_for(name or ""))
                yield asdict(read_in_time(self._reading_seconds, extract, response.body, response.url, hints))
            except Refusal as refusal:
                yield {"url": response.url, "refused": refusal.reason, "message": str(refusal)}

    def parse_listing(self, response: Response, walk: Walk) -> Iterator[Request | Page]:
        """Give each row a status, ask for the unknown ones, and go on to the next page unless the walk ends.

        A row that leads to a file becomes a page at once: the program reads only its title and day.
        """
        walk.pages += 1
        walk.pages_asked |= {response.url, walk.request.key} if walk.request else {response.url}
        if walk.pages == 1 and is_home(response.url) and not is_home(walk.url):
            yield from self._break_off(walk, FailureKind.GONE, "page 1 leads to the home page")
            return
        try:
            with self.site_archive.reading.reading(response.body, response.url):
                listing = self._read_listing(response, walk.channel, walk)
        except (SetAside, TooExpensive) as refusal:
            why = f"{refusal.reason}: {refusal}" if isinstance(refusal, SetAside) else refusal.reason
            yield from self._break_off(walk, FailureKind.FAILED, f"page {walk.pages}: {why}")
            return
        try:  # before anything is made of the page: a row that is a document names its capture
            self.site_archive.same_listings.settle(response.meta, listing.digest)
        except ArchiveFault as fault:
            yield from self._break_off(walk, FailureKind.FAILED, str(fault))
            return
        # The last page has no next link: a rule for it must find one on the first page only.
        walk.missing_rules.update(
            text for text in listing.missing_rules if walk.pages == 1 or not text.startswith(_NEXT_PAGE_RULE)
        )
        if not listing.entries:
            yield from self._without_rows(walk, listing, response)
            return
        walk.family = walk.family or listing.family
        statuses: list[RowStatus | None] = []
        listed = walk.fresh(listing.entries)
        row_filter = self._row_filter(walk, [row.id for row, _ in listed])
        fresh = [(row_filter.row_of(row), entry) for row, entry in listed]
        changed = self.shown_rows.changed(walk.channel, fresh)
        for row, entry in fresh:
            status = row_filter.status(row, entry)
            if status != RowStatus.ASKED:
                walk.rows[status] += 1
                known = row_filter.known.get(row.id)
                walk.note(row.id, status, known, row_filter.also, self.ledger.asked.get(row.id, ""))
                if known and row.id in changed and self.revisits.asks_for_row(known):
                    self.ledger.ask_again(known)
                    yield self.visit_changed_row(row, entry, response)
            elif entry.document:
                self.ledger.ask(row, walk)
                yield self.page(row, response, b"", document=True)
            else:
                yield self.ask(row, walk)
            statuses.append(PINNED if entry.pinned else status)
        cap = self.settings.getint("LISTING_PAGES")
        page = walk.go_on(statuses, listing.next_page, cap, listing.more)
        if page is not None:
            yield self._next_request(walk, page)
        walk.check_end(unread_part(response.body))

    def _read_listing(self, response: Response, channel: str | None, walk: Walk | None = None) -> Listing:
        """Return the listing of an answer. Raises ``TooExpensive``."""
        domains = tuple(self.allowed_domains)
        walked = Walked(len(walk.seen), walk.request, domains) if walk else Walked(domains=domains)
        now = clock_of(self).now(SHANGHAI)
        fields = self.channels[channel].fields if channel else None
        rules = self.listing_rules_for(channel or "")
        return read_in_time(
            self._reading_seconds,
            read_listing,
            response.body,
            response.url,
            charset(response),
            now,
            fields,
            rules=rules,
            walked=walked,
        )

    def visit_changed_row(self, row: Row, entry: Entry, response: Response) -> Request | Page:
        """Return the request for a known bulletin whose row shows another day or title; for a file, its page."""
        if entry.document:
            return self.page(row, response, b"", document=True)
        # Without conditions: the day or the title may come from the row, and a 304 would hide that.
        return self.article_request(row, priority=VISIT_PRIORITY, dont_filter=True)

    def _row_filter(self, walk: Walk, identities: list[str]) -> RowFilter:
        index = self.site_archive.index
        known = index.known(identities)
        known |= {bulletin.id: bulletin for bulletin in known.values()}
        identities = [known[identity].id if identity in known else identity for identity in identities]
        return RowFilter(
            domains=self.allowed_domains,
            window=self.window,
            asked=self.ledger.asked.keys(),
            owed=self.ledger.owed,
            closed=self.closed.get((walk.channel, self.channels[walk.channel].url), ""),
            known=known,
            also=index.shown_in_channel(walk.channel, identities),
            settled=index.settled(identities),
        )

    def _without_rows(self, walk: Walk, listing: Listing, response: Response) -> Iterator[Request]:
        """Ask once for the place where the rows may be: a frame, or the data of a page that scripts fill.

        Behind pages with rows, a page that says that it is the last one ends the walk.
        """
        page = listing.next_page
        if page is not None and not walk.blank and not walk.seen:
            walk.blank = True
            yield self._next_request(walk, page)
            return
        with self.site_archive.reading.reading(response.body, response.url):
            failure = rowless_failure(
                response.body, response.url, walk.pages, charset(response), self._reading_seconds
            )
        if walk.seen and listing.last is not None and failure.kind == FailureKind.EMPTY:
            walk.end("end of the listing")
        else:
            yield from self._break_off(walk, failure.kind, failure.text)

    def listing_failed(self, failure: Failure) -> Iterator[Request]:
        """Leave a gap in the walk. If its first page is gone, look for the channel in the home page's menu."""
        if isinstance(failure.value, RunClosing):
            return  # the walk ends where it is, and the next run goes on
        walk = failure.request.cb_kwargs["walk"]  # type: ignore[attr-defined]
        kind, text = request_failure(failure)
        self.logger.info("%s: page %d of %s: %s", self.site, walk.pages + 1, walk.channel, text)
        if walk.gone(kind):
            walk.end(f"end of the listing, as the computed page {walk.pages + 1} answers {text},")
            return
        yield from self._break_off(walk, kind, f"page {walk.pages + 1}: {text}")

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Read the home page's menu, and walk the channels that it shows at another address."""
        read, home = self.moved_channels.read_home, (response.body, response.url, charset(response))
        try:
            with self.site_archive.reading.reading(response.body, response.url):
                read_in_time(self._reading_seconds, read, *home)
        except (SetAside, TooExpensive) as refusal:
            self.ledger.reasons[f"the home page: {refusal.reason}"] += 1
        yield from self._moved_requests()

    def _break_off(self, walk: Walk, kind: FailureKind, why: str) -> Iterator[Request]:
        walk.break_off(kind, why)
        if self.home and self.moved_channels.lose(walk):
            yield scrapy.Request(self.home, self.parse_home)
        yield from self._moved_requests()

    def _moved_requests(self) -> Iterator[Request]:
        for walk in self.moved_channels.found():
            yield self.listing_request(walk, walk.url)

    def listing_request(self, walk: Walk, url: str, **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        """Return the request for a page of a walk."""
        return scrapy.Request(
            url,
            self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"walk": walk},
            meta={LISTING: True},
            **options,
        )

    def _next_request(self, walk: Walk, page: NextPage) -> Request:
        walk.request = page
        more = {"method": page.method, "body": page.body or b"", "headers": dict(page.headers)}
        return self.listing_request(walk, page.url, priority=_NEXT_PAGE_PRIORITY, **more)

    def idle(self) -> None:
        """Ask for the files of attachments once no article is left; publish withdrawn bulletins at the end."""
        request = self.files.next_request()
        if request is None:
            self.shown_rows.note_visited(self.ledger.revisits.results)
            request = self.revisits.withdrawal_request(self.parse_withdrawn)
        if request:
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def parse_withdrawn(self, _: Response) -> Iterator[Bulletin]:
        """Yield the last version of each withdrawn bulletin."""
        yield from self.revisits.withdrawn()
