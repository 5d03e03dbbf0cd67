"""What is archived of a response already: bytes that came before are referred to, not kept again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bulletin_spider.archive.captures.warc_records import IDENTICAL, NOT_MODIFIED, Reference, warc_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bulletin_spider.archive.captures.exchange import Exchange

_REMEMBERED = 1000
"""Payloads of a run that are remembered: retries come soon, and memory must stay flat."""


class Archived(NamedTuple):
    """A response that is archived already: its address, its WARC-Date, and where it lies."""

    url: str
    date: str
    capture: dict[str, Any]


def asked_for(url: str, row: Mapping[str, str] | None) -> str:
    """Return what an answer is remembered under: its address, and the bulletin it was asked for if it was for one.

    Where addresses of several bulletins lead to one page, each keeps that page as its own evidence.
    """
    bulletin = (row or {}).get("bulletin")
    return f"{url} {bulletin}" if bulletin else url


class Payloads:
    """Asks ``archived`` for a payload by digest and what it was asked for, ``last_of`` what a 304 refers to."""

    def __init__(
        self,
        archived: Callable[[str, str], Archived | None] | None = None,
        last_of: Callable[[str], Archived | None] | None = None,
    ) -> None:
        self.archived, self.last_of = archived, last_of
        self._own: dict[tuple[str, str, int], Archived] = {}

    def known(self, exchange: Exchange, digest: str, asked: str) -> tuple[Archived | None, Reference | None]:
        """Return what is archived of this response already, and how a revisit record says so.

        The bytes alone are not enough: under another address or status, they would be read as what they are not.
        """
        profile, known = IDENTICAL, None
        if exchange.status == 304:
            profile, known = NOT_MODIFIED, self.last_of(asked) if self.last_of else None
        elif exchange.body and not exchange.truncated:
            known = self._own.get((digest, asked, exchange.status))
            if known is None and exchange.status == 200 and self.archived:
                known = self.archived(digest, asked)
        if known is None:
            return None, None
        return known, Reference(known.url, known.date, known.capture["record_id"], profile)

    def remember(self, exchange: Exchange, archived: Archived, asked: str) -> None:
        """Remember what this run has kept."""
        if exchange.body and not exchange.truncated:
            self._own[archived.capture["digest"], asked, exchange.status] = archived
            if len(self._own) > _REMEMBERED:
                del self._own[next(iter(self._own))]


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
