"""Examine a site without storing anything: fetch each channel's first page and a few of its articles."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

import scrapy

from bulletin_spider.crawl.article_spider import charset
from bulletin_spider.exceptions import TooExpensive
from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings.entries import Walked
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode
from bulletin_spider.network.crawl_delay import CrawlDelayExtension
from bulletin_spider.normalization.addresses import canonical_url, within
from bulletin_spider.operations.examination.findings import (
    ArticleSample,
    ChannelFinding,
    ChannelStatus,
    SecondPage,
)
from bulletin_spider.operations.examination.request_monitor import RequestMonitor
from bulletin_spider.reading_time import READING_SECONDS, read_in_time

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from bulletin_spider.crawl.spider import DistrictSpider
    from bulletin_spider.listings.entries import Entry, Listing, NextPage


class ExaminationSpider(scrapy.Spider):
    """Fetches the channels of one site and fills ``findings``."""

    name = "examination"
    archive = False

    def __init__(
        self,
        findings: dict[str, ChannelFinding],
        domains: list[str],
        samples: int = 2,
        *,
        second_pages: bool = False,
    ) -> None:
        """Examine ``findings``; with ``second_pages`` the page after the first, too."""
        super().__init__()
        self.second_pages = second_pages
        self.findings, self.samples = findings, samples
        self.allowed_domains = domains
        self.named = frozenset(findings)
        self.articles: dict[str, ArticleSample] = {}
        """Address → sample. Several lists may show the same article."""
        self.monitor = RequestMonitor(domains)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return a spider whose monitor learns of requests that Scrapy drops without calling an errback."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.monitor.connect(crawler.signals, crawler.settings["USER_AGENT"])
        return spider

    def own_addresses(self) -> list[str]:
        """Return the addresses that a person has named; see ``network/private_addresses.py``."""
        return [self.findings[name].url for name in self.named]

    async def start(self) -> AsyncIterator[Request]:
        """Request each channel's first page."""
        for finding in list(self.findings.values()):
            yield self._listing_request(finding, finding.url)

    def parse_listing(self, response: Response, finding: ChannelFinding) -> Iterator[Request]:
        """Read the rows and request the first articles. Without rows, request once the page that may hold them."""
        first = finding.answered is None
        finding.answered = finding.answered or response.url
        finding.page, finding.body = response.url, response.body
        finding.robots = self.monitor.robots(response.url)
        finding.encoding = decode(response.body, charset(response)).encoding
        try:
            listing = self._read(response, finding, Walked(domains=tuple(self.allowed_domains)))
        except TooExpensive as refusal:
            finding.status, finding.problem = ChannelStatus.INCOMPLETE, refusal.reason
            return
        finding.listing, finding.status, finding.problem = listing, ChannelStatus.OK, None
        if first and not listing.entries and (page := listing.next_page):
            more = {"method": page.method, "body": page.body or b"", "headers": dict(page.headers)}
            yield self._listing_request(finding, page.url, **more)
        if self.second_pages and listing.entries and (page := listing.next_page):
            yield self._second_request(finding, page)
        pages = (entry for entry in listing.entries if not entry.document)
        inside = (
            entry for entry in pages if _is_address(entry.url) and within(entry.url, self.allowed_domains)
        )
        for entry in islice(inside, self.samples):
            yield from self._article(entry, finding)

    def _read(self, response: Response, finding: ChannelFinding, walked: Walked) -> Listing:
        return read_in_time(
            READING_SECONDS,
            read_listing,
            response.body,
            response.url,
            charset(response),
            dt.datetime.now(SHANGHAI),
            finding.fields,
            rules=finding.listing_rules,
            walked=walked,
        )

    def parse_second(self, response: Response, finding: ChannelFinding, second: SecondPage) -> None:
        """Read the second page of a channel."""
        assert finding.listing is not None
        shown = {entry.url for entry in finding.listing.entries}
        walked = Walked(len(shown), second.request, tuple(self.allowed_domains))
        try:
            second.read(self._read(response, finding, walked), shown)
        except TooExpensive as refusal:
            second.problem = refusal.reason

    def _second_request(self, finding: ChannelFinding, page: NextPage) -> Request:
        finding.second = SecondPage(page)
        return scrapy.Request(
            page.url,
            self.parse_second,
            method=page.method,
            body=page.body or b"",
            headers=dict(page.headers),
            errback=self.monitor.failed,
            cb_kwargs={"finding": finding, "second": finding.second},
        )

    def parse_article(self, response: Response, sample: ArticleSample) -> None:
        """Extract one article."""
        sample.body, sample.charset = response.body, charset(response)
        sample.fetched_at = dt.datetime.now(SHANGHAI)
        sample.read()

    def _article(self, entry: Entry, finding: ChannelFinding) -> Iterator[Request]:
        address = canonical_url(entry.url)
        sample = self.articles.get(address)
        if sample is None:
            sample = self.articles[address] = ArticleSample(entry, rules=finding.article_rules)
            arguments = {"sample": sample}
            yield scrapy.Request(
                entry.url, self.parse_article, errback=self.monitor.failed, cb_kwargs=arguments
            )
        elif entry.date and not sample.entry.date:
            sample.entry = entry
            if sample.body:
                sample.read()
        finding.samples.append(sample)

    def _listing_request(self, finding: ChannelFinding, url: str, **options: Any) -> Request:  # noqa: ANN401 - to Scrapy
        arguments = {"finding": finding}
        return scrapy.Request(
            url, self.parse_listing, errback=self.monitor.failed, cb_kwargs=arguments, **options
        )


def examination_spider(spider: DistrictSpider | None = None) -> type[ExaminationSpider]:
    """Return a spider class that examines a site with the delays of its own spider, without the archive."""
    own_settings = dict(spider.custom_settings or {}) if spider else {}
    gentle = {"EXTENSIONS": {CrawlDelayExtension: 600}}
    return type("Examiner", (ExaminationSpider,), {"custom_settings": own_settings | gentle})


def _is_address(url: str) -> bool:
    """Return whether a page's link is an address that can be requested."""
    try:
        return bool(canonical_url(url))
    except ValueError:
        return False
