"""Run one crawl for ``crawl.py``: ``crawl_child.py ours|bare URL DIRECTORY``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.demo.content import CHANNELS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Request, Response

SHARED_SETTINGS = {
    "DOWNLOAD_DELAY": 0.001,
    "DOWNLOAD_DELAY_JITTER": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "LOG_LEVEL": "WARNING",
}


class OursSpider(DistrictSpider):
    """Crawls the demo's channels, which another process serves."""

    name = "ours"
    allowed_domains = ["127.0.0.1"]
    channels = {name: Channel(f"{sys.argv[2]}{folder}/") for name, folder in CHANNELS.items()}


class BareSpider(scrapy.Spider):
    """The spider of a tutorial: follows rows and pages, yields title and text."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """Request each channel's first page."""
        for folder in CHANNELS.values():
            yield scrapy.Request(f"{sys.argv[2]}{folder}/")

    def parse(self, response: Response) -> Iterator[Request]:
        """Follow rows and pages."""
        yield from response.follow_all(css=".list li a[href^='/']", callback=self.parse_article)
        count, page = response.css(".page script::text").re(r"createPageHTML\((\d+), (\d+)")
        if int(page) + 1 < int(count):
            yield response.follow(f"index_{int(page) + 1}.html")

    def parse_article(self, response: Response) -> Iterator[dict[str, str]]:
        """Yield title and text."""
        yield {
            "title": response.css("h1::text").get(""),
            "text": "\n".join(text.strip() for text in response.css(".TRS_Editor ::text").getall()),
        }


def main() -> None:
    """Run one spider to its end."""
    which, directory = sys.argv[1], sys.argv[3]
    if which == "ours":
        os.environ["BULLETIN_ARCHIVE"] = directory
        settings, spider = get_project_settings(), OursSpider
        settings.setdict(SHARED_SETTINGS | {"AUTOTHROTTLE_START_DELAY": 0.001}, priority="cmdline")
    else:
        feed = {f"{directory}/bare.jsonl": {"format": "jsonlines", "encoding": "utf8"}}
        settings, spider = Settings(SHARED_SETTINGS | {"FEEDS": feed}), BareSpider
    process = AsyncCrawlerProcess(settings)
    process.crawl(spider)
    process.start()


if __name__ == "__main__":
    main()
