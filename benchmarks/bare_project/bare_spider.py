"""The spider of a tutorial, for the demo site: it follows rows and pages, and yields address, title and text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Request, Response


class BareSpider(scrapy.Spider):
    """Crawls ``-a listings=URL,URL``; ``-a known=FEED`` names an earlier feed, whose pages are not requested again."""

    name = "bare"

    def __init__(self, listings: str, known: str = "") -> None:
        super().__init__()
        self.start_urls = listings.split(",")
        self.known: set[str] = set()
        if known:
            with Path(known).open(encoding="utf-8") as feed:
                self.known = {json.loads(line)["url"] for line in feed}

    async def start(self) -> AsyncIterator[Request]:
        """Request each channel's first page."""
        for url in self.start_urls:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[Request]:
        """Follow the rows that are new, and the next page if there is any."""
        rows = [response.urljoin(href) for href in response.css(".list li a::attr(href)").getall()]
        new = [url for url in rows if url not in self.known and url.startswith(response.urljoin("/"))]
        yield from (scrapy.Request(url, callback=self.parse_article) for url in new)
        count, page = response.css(".page script::text").re(r"createPageHTML\((\d+), (\d+)")
        if new and int(page) + 1 < int(count):
            yield response.follow(f"index_{int(page) + 1}.html")

    def parse_article(self, response: Response) -> Iterator[dict[str, str]]:
        """Yield address, title and text."""
        yield {
            "url": response.url,
            "title": response.css("h1::text").get(""),
            "text": "\n".join(text.strip() for text in response.css(".TRS_Editor ::text").getall()),
        }
