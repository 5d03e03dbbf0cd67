"""The spider every site is: it walks each channel's listing, asks for what is not known and yields pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import scrapy
from w3lib.encoding import http_content_type_encoding

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.visit import Visit
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.listings.accounts import Accounts
from bulletin_spider.listings.arguments import NARROWING, check_names, read_window
from bulletin_spider.listings.discovery import read_listing
from bulletin_spider.listings.walk import Row, Walk
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, within

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from bulletin_spider.archive.index import Known
    from bulletin_spider.listings.channel import Channel
    from bulletin_spider.listings.records import Entry

CALM = -1
"""Priority of further listing pages: the articles of a page come first, which keeps the queue short."""


class DistrictSpider(scrapy.Spider):
    """A site's news. A subclass states facts only: ``name``, ``allowed_domains`` and ``channels``."""

    allowed_domains: list[str]
    """Hosts, and those below them, that the site's bulletins may lie on."""
    channels: Mapping[str, Channel]
    """Channel name → where its listing is, in the order in which they are walked."""
    home: str = ""
    """The home page, whose menu shows where a channel has moved to; empty if unknown."""
    own_arguments: ClassVar[tuple[str, ...]] = ()
    """What ``-a`` accepts beside the narrowing of a run."""

    visit: Visit

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Read the arguments; raise ``UsageFault`` for what cannot be meant."""
        super().__init__(name)
        check_names(arguments, (*NARROWING, *self.own_arguments))
        self.site = self.name
        self.prepare(arguments)
        self.window = read_window(arguments, self.channels)
        self.accounts = Accounts()
        self._closed: dict[str, str] = {}

    def prepare(self, arguments: Mapping[str, str]) -> None:
        """Read the spider's own arguments, before the common ones are read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider of one run, which holds the site's archive from here on."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        layout = Layout(Path(crawler.settings["ARCHIVE_DIR"]))
        spider.visit = Visit.begin(layout, spider.site, dt.datetime.now(dt.UTC))
        spider.accounts.connect(crawler.signals)
        return spider

    @property
    def run(self) -> str:
        """The run's name."""
        return self.visit.run

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what earlier runs still owe, then for the newest page of each channel."""
        self._closed = self.visit.index.closed()
        for record in self.visit.index.last_record().get("failed", []):
            row = Row(**record)
            if self.window.narrow or self.window.channel not in {None, row.channel}:
                self.accounts.failed[row.id] = row
            elif row.attempts < self.settings.getint("ARTICLE_ATTEMPTS"):
                yield self._article_request(row, None)
        for name, channel in self.channels.items():
            if self.window.channel in {None, name}:
                walk = self.accounts.open_walk(Walk(name, channel.url, self.window.narrow))
                yield self._listing_request(walk, channel.url)

    def parse_listing(self, response: Response, walk: Walk) -> Iterator[Request]:
        """Account for each row, ask for the unknown ones, and walk on unless the walk has reached its end."""
        walk.pages += 1
        walk.pages_asked.add(response.url)
        listing = read_listing(
            response.body, response.url, charset(response), dt.datetime.now(SHANGHAI).date()
        )
        rows = {(row := self._row(entry, walk.channel)).id: (row, entry) for entry in listing.entries}
        fresh = {identity: pair for identity, pair in rows.items() if identity not in walk.seen}
        walk.seen.update(fresh)
        known = self.visit.index.known(fresh)
        words = []
        for row, entry in fresh.values():
            word = self._judge(row, entry, known, walk)
            if word == "asked":
                yield self._article_request(row, walk)
            else:
                walk.rows[word] += 1
            words.append("pinned" if entry.pinned else word)
        page = walk.go_on(words, listing, self.settings.getint("LISTING_PAGES"))
        if page is not None:
            yield self._listing_request(
                walk,
                page.url,
                method=page.method,
                body=page.body or b"",
                headers=dict(page.headers),
                priority=CALM,
            )

    def parse_article(self, response: Response, row: Row) -> Iterator[Page]:
        """Yield the page with what its row said."""
        yield Page(
            id=row.id,
            site=self.site,
            channel=row.channel,
            url=row.url,
            body=response.body,
            fetched_at=dt.datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            charset=charset(response),
            listing_title=row.title or None,
            listing_date=row.date,
        )

    def _row(self, entry: Entry, channel: str) -> Row:
        url = canonical_url(entry.url)
        return Row(
            bulletin_id(url), url, entry.title, entry.date.isoformat() if entry.date else None, channel
        )

    def _judge(self, row: Row, entry: Entry, known: Mapping[str, Known], walk: Walk) -> str:
        if not within(row.url, self.allowed_domains):
            return "other site"
        if entry.document:
            return "document"
        if row.id in known:
            return "known" if known[row.id].run <= self._closed.get(walk.channel, "") else "known, unproven"
        if row.id in self.accounts.asked:
            return "elsewhere"
        if outside := self.window.leaves_out(entry.date):
            return outside
        limit = self.window.limit
        return "over limit" if limit is not None and len(self.accounts.asked) >= limit else "asked"

    def _listing_request(self, walk: Walk, url: str, **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        return scrapy.Request(
            url, self.parse_listing, errback=self.accounts.listing_failed, cb_kwargs={"walk": walk}, **options
        )

    def _article_request(self, row: Row, walk: Walk | None) -> Request:
        self.accounts.ask(row, walk)
        return scrapy.Request(
            row.url, self.parse_article, errback=self.accounts.article_failed, cb_kwargs={"row": row}
        )


def charset(response: Response) -> str | None:
    """Return the charset that the HTTP header names."""
    header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return http_content_type_encoding(header)
