"""Fetch one address with the project's own settings, for commands that need a single page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from scrapy.settings import Settings
    from twisted.python.failure import Failure


class FetchedPage(NamedTuple):
    """The body of a response, its final address, and the charset of its HTTP header if there is one."""

    body: bytes
    url: str
    charset: str | None


class _OnePageSpider(Spider):
    name = "extract"
    archive = False
    # A person waits for this page, so the fetch ends after a minute at most.
    custom_settings: dict[str, Any] | None = {"ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": 60}

    def __init__(self, address: str, pages: list[FetchedPage], errors: list[str]) -> None:
        super().__init__()
        self.address, self.pages, self.errors = address, pages, errors
        self.start_urls = [address]  # a person asks for this host, so it may be private

    async def start(self) -> AsyncIterator[Request]:
        yield Request(
            self.address,
            callback=self.keep_page,
            errback=self.keep_error,
            meta={"handle_httpstatus_all": True},
        )

    def keep_page(self, response: Response) -> None:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        _, _, charset = content_type.partition("charset=")
        self.pages.append(FetchedPage(response.body, response.url, charset.strip(" \"';") or None))

    def keep_error(self, failure: Failure) -> None:
        self.errors.append(f"{type(failure.value).__name__}: {failure.getErrorMessage()}"[:200])


def fetch(address: str, settings: Settings) -> tuple[FetchedPage | None, str]:
    """Return the page at ``address``, or None and the reason (robots.txt forbids it, no connection)."""
    pages: list[FetchedPage] = []
    errors: list[str] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(_OnePageSpider, address=address, pages=pages, errors=errors)
    process.start()
    return (pages[0] if pages else None), (errors[0] if errors else "no response")
