"""A polite look at a site that leaves no trace: each channel's first page and a few of its articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import scrapy

from bulletin_spider.exceptions import Refusal
from bulletin_spider.extraction import Content, Hints, extract
from bulletin_spider.extraction.encoding import decode
from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings.discovery import read_listing
from bulletin_spider.listings.failures import reason
from bulletin_spider.listings.headers import charset
from bulletin_spider.normalization.addresses import within
from bulletin_spider.operations.crawl_delay import CrawlDelayExtension

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from bulletin_spider.listings.base import DistrictSpider
    from bulletin_spider.listings.channel import Channel
    from bulletin_spider.listings.records import Entry, Listing

WANTED = ("title", "date", "paragraphs", "reporters", "source")
"""The fields a person wants to see filled; a page may well lack the last two."""
NEEDED = ("title", "date")


@dataclass
class Sample:
    """One article, read; ``problem`` is why it gave no bulletin."""

    entry: Entry
    body: bytes = b""
    content: Content | None = None
    problem: str | None = None

    @property
    def missing(self) -> list[str]:
        """The wanted fields that the article does not fill."""
        return [name for name in WANTED if not getattr(self.content, name, None)]


@dataclass
class Finding:
    """What was found of one channel; ``word`` is ok, or how its first page failed."""

    channel: str
    url: str
    word: str = "ok"
    problem: str | None = None
    answered: str | None = None
    """The address that answered, after redirects."""
    body: bytes = b""
    encoding: str | None = None
    listing: Listing | None = None
    samples: list[Sample] = field(default_factory=list)

    def settle(self) -> None:
        """Say what is wrong once everything has come."""
        if self.word == "ok" and self.listing and not self.listing.entries:
            self.word, self.problem = "incomplete", "the page shows no rows"
        elif self.word == "ok" and self.samples and not any(sample.content for sample in self.samples):
            self.word, self.problem = "incomplete", "no article could be read"


class ExaminationSpider(scrapy.Spider):
    """Visits the channels of one site; what it finds stands in ``findings``."""

    name = "examination"

    def __init__(
        self,
        findings: dict[str, Finding],
        channels: Mapping[str, Channel],
        domains: list[str],
        samples: int = 2,
        *,
        portal: bool = False,
    ) -> None:
        """Examine ``channels``, and with ``portal`` also the lists that a portal page names with a link to more."""
        super().__init__()
        self.findings, self.channels, self.samples, self.portal = findings, channels, samples, portal
        self.allowed_domains = domains

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each channel's first page."""
        for name, channel in self.channels.items():
            yield self._listing_request(name, channel.url)

    def parse_listing(self, response: Response, finding: Finding) -> Iterator[Request]:
        """Read the rows, and ask for the first articles among them."""
        finding.answered, finding.body = response.url, response.body
        finding.encoding = decode(response.body, charset(response)).encoding
        today = dt.datetime.now(SHANGHAI).date()
        finding.listing = read_listing(response.body, response.url, charset(response), today)
        if self.portal:
            for group in finding.listing.groups:
                if group.name and group.more and group.name not in self.findings:
                    yield self._listing_request(group.name, group.more)
        pages = [entry for entry in finding.listing.entries if not entry.document]
        for entry in [entry for entry in pages if within(entry.url, self.allowed_domains)][: self.samples]:
            sample = Sample(entry, problem="it was not answered")
            finding.samples.append(sample)
            arguments = {"sample": sample}
            yield scrapy.Request(
                entry.url, self.parse_article, errback=self.article_failed, cb_kwargs=arguments
            )

    def parse_article(self, response: Response, sample: Sample) -> None:
        """Read one article."""
        entry, now = sample.entry, dt.datetime.now(SHANGHAI)
        sample.body, sample.problem = response.body, None
        hints = Hints(title=entry.title, date=entry.date, charset=charset(response), fetched_at=now)
        try:
            sample.content = extract(response.body, entry.url, hints)
        except Refusal as refusal:
            sample.problem = f"refused: {refusal.reason}"

    def _listing_request(self, name: str, url: str) -> Request:
        finding = self.findings[name] = Finding(name, url)
        arguments = {"finding": finding}
        return scrapy.Request(url, self.parse_listing, errback=self.listing_failed, cb_kwargs=arguments)

    def listing_failed(self, failure: Failure) -> None:
        """Note how a channel's first page failed."""
        finding = _arguments(failure)["finding"]
        finding.word, finding.problem = reason(failure)

    def article_failed(self, failure: Failure) -> None:
        """Note how an article failed."""
        _arguments(failure)["sample"].problem = reason(failure).text


def examiner(spider: DistrictSpider | None = None) -> type[ExaminationSpider]:
    """Return a spider that examines a site as gently as its own spider crawls it, without the archive."""
    own = dict(spider.custom_settings or {}) if spider else {}
    gentle = {"EXTENSIONS": {CrawlDelayExtension: 600}}
    return type("Examiner", (ExaminationSpider,), {"custom_settings": own | gentle})


def _arguments(failure: Failure) -> dict[str, Any]:
    arguments: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
    return arguments
