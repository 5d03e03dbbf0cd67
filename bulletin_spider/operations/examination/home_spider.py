"""Search the home pages of sites for their channels, several sites at a time, one request at a time for each host."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import scrapy
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from bulletin_spider.crawl.article_spider import charset
from bulletin_spider.crawl.failures import request_failure
from bulletin_spider.exceptions import TooExpensive
from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings.entries import Entry
from bulletin_spider.listings.home.search import ChannelSearch, PageKind
from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.network.crawl_delay import CrawlDelayExtension
from bulletin_spider.normalization.addresses import canonical_url
from bulletin_spider.operations.examination.findings import ArticleSample
from bulletin_spider.operations.examination.found_site import FoundSite
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import FailureKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy.http import Request, Response

    from bulletin_spider.listings.entries import NextPage

PAGES = 40
"""Pages that are read of one site, lists and articles together."""
_FEWEST_SAMPLES = 3
"""Articles that are read at least, one from each of so many channels: one refused article says little."""
_SITE_SECONDS = 20 * 60
"""A site of 40 pages takes a minute; one with a Crawl-delay of 20 s takes a quarter of an hour."""
_FAILURES_IN_A_ROW = 5
"""Pages without an answer, one after the other, that end the search: the site is down or turns us away."""
_REDIRECTS = 5
_NO_ANSWER = {FailureKind.UNREACHABLE, FailureKind.BLOCKED}


class HomeToSearch(NamedTuple):
    """A site by name, and the address of its home page."""

    name: str
    home: str
    region: str = ""
    """Code of the district in GB/T 2260, six digits; empty if nobody gave it."""


class _Fetched(NamedTuple):
    response: Response | None
    kind: FailureKind | None = None
    problem: str = ""


class HomeSpider(scrapy.Spider):
    """Searches ``homes``, ``jobs`` at a time, and calls ``on_site`` with each site when its search has ended."""

    name = "examination"
    archive = False
    custom_settings: dict[str, Any] = {
        "EXTENSIONS": {CrawlDelayExtension: 600},
        "CLOSESPIDER_TIMEOUT": 0,  # each site has its own bound
    }

    def __init__(
        self,
        homes: list[HomeToSearch],
        on_site: Callable[[FoundSite], None],
        *,
        jobs: int = 1,
        offices: bool = False,
    ) -> None:
        """Search ``homes``; with ``offices`` the lists of departments count as channels."""
        super().__init__()
        self.homes, self.on_site, self.jobs, self.offices = homes, on_site, jobs, offices

    def own_addresses(self) -> list[str]:
        """Return the addresses that a person has named; see ``network/private_addresses.py``."""
        return [home.home for home in self.homes]

    async def start(self) -> AsyncIterator[Request]:
        """Search all sites. Every page is fetched here, as the next one depends on what the last one showed."""
        waiting = list(reversed(self.homes))

        async def work() -> None:
            while waiting:
                home = waiting.pop()
                site = FoundSite(home.name, ChannelSearch(home.home, self.offices), home.region)
                try:
                    async with asyncio.timeout(_SITE_SECONDS):
                        await self._search(site)
                except TimeoutError:
                    site.broke_off = f"it took longer than {_SITE_SECONDS // 60} minutes"
                self.on_site(site)

        await asyncio.gather(*(work() for _ in range(min(self.jobs, len(waiting)))))
        # The search has sent every request, but Scrapy wants a generator.
        left: tuple[scrapy.Request, ...] = ()
        for request in left:
            yield request

    async def _search(self, site: FoundSite) -> None:
        search, failures = site.search, 0
        while (page := search.next_page()) is not None:
            fetched = await self._fetch(page.request, search)
            failures = failures + 1 if fetched.kind in _NO_ANSWER else 0
            if fetched.response is None:
                search.fail(page, fetched.problem)
                if page.kind == PageKind.HOME:
                    site.failure = fetched.kind
                elif fetched.kind in _NO_ANSWER:
                    site.unanswered.append(page.candidate.url)
                if failures == _FAILURES_IN_A_ROW:
                    site.failure = fetched.kind
                    site.broke_off = f"the site stopped answering: {fetched.problem}"
                    search.stop(site.broke_off)
                    return
                continue
            response, now = fetched.response, dt.datetime.now(SHANGHAI)
            answer = (page, response.url, response.body, charset(response), now)
            try:
                read_in_time(READING_SECONDS, search.read, *answer)
            except TooExpensive as refusal:
                search.fail(page, refusal.reason)
            except Exception as error:
                self.logger.exception("%s: %s", site.name, response.url)
                search.fail(page, f"the program failed on the page: {type(error).__name__}")
        await self._read_samples(site)
        site.finished = True

    async def _read_samples(self, site: FoundSite) -> None:
        """Read the newest article of each channel, as far as the number of pages allows."""
        left = max(PAGES - site.search.pages, _FEWEST_SAMPLES)
        read: set[str] = set()
        for channel in site.channels:
            entry = next((one for one in channel.listing.entries if self._is_sample(one, site, read)), None)
            if entry is None:
                continue
            if not left:
                return
            left -= 1
            read.add(canonical_url(entry.url))
            site.samples[channel.url] = sample = ArticleSample(entry)
            fetched = await self._fetch(entry, site.search)
            if fetched.response is None:
                sample.problem = fetched.problem
                continue
            sample.body, sample.charset = fetched.response.body, charset(fetched.response)
            sample.fetched_at = dt.datetime.now(SHANGHAI)
            sample.read()

    def _is_sample(self, entry: Entry, site: FoundSite, read: set[str]) -> bool:
        return (
            not entry.document and site.search.is_inside(entry.url) and canonical_url(entry.url) not in read
        )

    async def _fetch(self, page: NextPage | Entry, search: ChannelSearch) -> _Fetched:
        """Fetch a page of the site; a redirect is followed only inside the site."""
        assert self.crawler.engine is not None
        request = _request(page)
        for _ in range(_REDIRECTS):
            if not search.is_inside(request.url):
                return _Fetched(None, FailureKind.OTHER_SITE, f"it leads to another site: {request.url}")
            try:
                response = await self.crawler.engine.download_async(request)
            except Exception as error:  # noqa: BLE001 - any failure of a download is put into words
                return _failed(error)
            url = _redirect(response)
            if url is None:
                return _Fetched(response) if response.status == 200 else _failed(HttpError(response))
            search.pages += 1  # a redirect costs the site a request, too
            request = scrapy.Request(url, meta=_META, dont_filter=True)
        return _Fetched(None, FailureKind.FAILED, "too many redirects")


_META = {"dont_redirect": True, "handle_httpstatus_all": True}


def _request(page: NextPage | Entry) -> Request:
    if isinstance(page, Entry):
        return scrapy.Request(page.url, meta=_META, dont_filter=True)
    body, headers = page.body or b"", dict(page.headers)
    return scrapy.Request(
        page.url, method=page.method, body=body, headers=headers, meta=_META, dont_filter=True
    )


def _redirect(response: Response) -> str | None:
    """Return the address to which an answer redirects; None if it redirects to no address."""
    if not 300 <= response.status < 400:
        return None
    return absolute_url((response.headers.get("Location") or b"").decode("latin-1"), response.url)


def _failed(error: BaseException) -> _Fetched:
    return _Fetched(None, *request_failure(Failure(error)))  # type: ignore[no-untyped-call] # Twisted's
