"""What earlier runs have kept of the addresses this run asks for, so that the same payload is not kept twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.captures.deduplication import Archived, asked_for
from bulletin_spider.archive.captures.warc_records import warc_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.captures.exchange import Exchange

AWAITED = 1000
"""Answers of known bulletins that are remembered: each is asked for soon after, and memory must stay flat."""
MOST_PAGES = 100
"""Listings, robots.txt and home pages of one run whose captures the next run is told."""


@dataclass(slots=True)
class Memory:
    """What was asked for (see ``asked_for``) → its newest answer with status 200."""

    before: dict[str, Archived] = field(default_factory=dict)
    """Pages that the last run saw and no bulletin names."""
    awaited: dict[str, Archived] = field(default_factory=dict)
    """Bulletins that this run visits again."""
    pages: dict[str, Archived] = field(default_factory=dict)
    """Pages that this run saw and no bulletin names."""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Return what the record of the last run remembers."""
        pages = record.get("pages", [])
        return cls({page["url"]: Archived(page["url"], page["date"], page["capture"]) for page in pages})

    def remember(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Note an answer that an earlier run kept."""
        self.awaited[asked_for(exchange.url, exchange.row)] = Archived(
            exchange.url, warc_date(exchange.date), capture
        )
        if len(self.awaited) > AWAITED:
            del self.awaited[next(iter(self.awaited))]

    def note_page(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Note an answer of this run that no bulletin will name."""
        if exchange.status == 200 and len(self.pages) < MOST_PAGES:
            before = self.last_of(exchange.url)
            if before is None or before.capture != capture:
                before = Archived(exchange.url, warc_date(exchange.date), capture)
            self.pages[exchange.url] = before

    def last_of(self, asked: str) -> Archived | None:
        """Return the newest answer to what was asked for, if it is remembered."""
        return self.awaited.get(asked) or self.before.get(asked)

    def archived(self, digest: str, asked: str) -> Archived | None:
        """Return the answer with this payload to what was asked for, if it is remembered."""
        answer = self.last_of(asked)
        return answer if answer and answer.capture["digest"] == digest else None

    def account(self) -> list[dict[str, Any]]:
        """Return what the run's record tells the next run."""
        return [page._asdict() for page in self.pages.values()]
