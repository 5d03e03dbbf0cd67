"""What every spider does with a listing: it walks from the newest page on, and asks for the rows that are not known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import scrapy

from bulletin_spider.crawl.article_spider import ArticleSpider
from bulletin_spider.crawl.failures import reason
from bulletin_spider.crawl.headers import charset
from bulletin_spider.crawl.row_filter import Judge
from bulletin_spider.crawl.rowless import why_rowless
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.normalization.addresses import is_home

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.crawl.listing_walk import Walk
    from bulletin_spider.crawl.moved_channels import Moves
    from bulletin_spider.listings.entries import NextPage

CALM = -1
"""Priority of further listing pages: the articles of a page come first, which keeps the queue short."""


class WalkingSpider(ArticleSpider):
    """Accounts for each row of a listing's page, and goes on to the next one until the walk has reached its end."""

    channels: Mapping[str, Channel]
    """Channel name → where its listing is, in the order in which they are walked."""
    home: str = ""
    """The home page, whose menu shows where a channel has moved to; empty if unknown."""

    closed: Mapping[tuple[str, str], str]
    """A channel and its address → the last run that walked it without a gap."""
    moves: Moves

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
        judge = self._judge(walk, [row.id for row, _ in fresh])
        for row, entry in fresh:
            word = judge.word(row, entry)
            if word == "asked" and entry.document:
                self.accounts.ask(row, walk)
                yield self.page(row, response, b"", document=True)
            elif word == "asked":
                yield self.ask(row, walk)
            else:
                walk.rows[word] += 1
                walk.note(row.id, word, judge.known.get(row.id), judge.also)
            words.append("pinned" if entry.pinned else word)
        page = walk.go_on(words, listing.next_page, self.settings.getint("LISTING_PAGES"))
        if page is not None:
            yield self._next_request(walk, page)

    def _judge(self, walk: Walk, identities: list[str]) -> Judge:
        index = self.visit.index
        return Judge(
            domains=self.allowed_domains,
            window=self.window,
            asked=self.accounts.asked,
            owed=self.accounts.owed,
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
        self.moves.read_home(response.body, response.url, charset(response))
        yield from self._moved()

    def _broken_off(self, walk: Walk, word: str, why: str) -> Iterator[Request]:
        walk.break_off(word, why)
        if self.home and self.moves.lose(walk):
            yield scrapy.Request(self.home, self.parse_home)
        yield from self._moved()

    def _moved(self) -> Iterator[Request]:
        for walk in self.moves.found():
            yield self.listing_request(walk, walk.url)

    def listing_request(self, walk: Walk, url: str, **options: Any) -> Request:  # noqa: ANN401 - passed to Scrapy
        """Return the request for a page of a walk."""
        return scrapy.Request(
            url, self.parse_listing, errback=self.listing_failed, cb_kwargs={"walk": walk}, **options
        )

    def _next_request(self, walk: Walk, page: NextPage) -> Request:
        more = {"method": page.method, "body": page.body or b"", "headers": dict(page.headers)}
        return self.listing_request(walk, page.url, priority=CALM, **more)
