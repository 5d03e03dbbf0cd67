"""One address fetched with the project's own settings, for commands that look at a single page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from scrapy.settings import Settings
    from twisted.python.failure import Failure


class Fetched(NamedTuple):
    """The answer: its body, final address, and the charset of the HTTP header if it named one."""

    body: bytes
    url: str
    charset: str | None


class _Once(Spider):
    name = "extract"
    custom_settings: dict[str, Any] | None = {"ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": 60}

    def __init__(self, address: str, answers: list[Fetched], troubles: list[str]) -> None:
        super().__init__()
        self.address, self.answers, self.troubles = address, answers, troubles

    async def start(self) -> AsyncIterator[Request]:
        yield Request(
            self.address, callback=self.keep, errback=self.failed, meta={"handle_httpstatus_all": True}
        )

    def keep(self, response: Response) -> None:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        _, _, charset = kind.partition("charset=")
        self.answers.append(Fetched(response.body, response.url, charset.strip(" \"';") or None))

    def failed(self, failure: Failure) -> None:
        self.troubles.append(f"{type(failure.value).__name__}: {failure.getErrorMessage()}"[:200])


def fetch(address: str, settings: Settings) -> tuple[Fetched | None, str]:
    """Return the answer of ``address``, or None and what went wrong (robots.txt refuses, no connection)."""
    answers: list[Fetched] = []
    troubles: list[str] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(_Once, address=address, answers=answers, troubles=troubles)
    process.start()
    return (answers[0] if answers else None), (troubles[0] if troubles else "nothing came back")
