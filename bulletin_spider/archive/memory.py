"""What earlier runs have kept of the addresses this run asks for, so that the same payload is not kept twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.records import warc_date
from bulletin_spider.archive.warc import Archived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.exchange import Exchange

MOST_PAGES = 100
"""Listings, robots.txt and home pages of one run whose captures the next run is told."""


@dataclass(slots=True)
class Memory:
    """Address → its newest answer with status 200; ``pages`` are those this run saw that no bulletin names."""

    answers: dict[str, Archived] = field(default_factory=dict)
    pages: dict[str, Archived] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Return what the record of the last run remembers."""
        pages = record.get("pages", [])
        return cls({page["url"]: Archived(page["url"], page["date"], page["capture"]) for page in pages})

    def remember(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Note an answer that an earlier run kept."""
        self.answers[exchange.url] = Archived(exchange.url, warc_date(exchange.date), capture)

    def note_page(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Note an answer of this run that no bulletin will name."""
        if exchange.status == 200 and len(self.pages) < MOST_PAGES:
            before = self.answers.get(exchange.url)
            if before is None or before.capture != capture:
                before = Archived(exchange.url, warc_date(exchange.date), capture)
            self.pages[exchange.url] = before

    def archived(self, digest: str, url: str) -> Archived | None:
        """Return the answer of this address with this payload, if it is kept."""
        answer = self.answers.get(url)
        return answer if answer and answer.capture["digest"] == digest else None

    def account(self) -> list[dict[str, Any]]:
        """Return what the run's record tells the next run."""
        return [page._asdict() for page in self.pages.values()]
