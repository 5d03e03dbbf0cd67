"""Find the archived response with the same bytes, so that a run refers to it and does not keep it twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bulletin_spider.archive.captures.warc_records import (
    IDENTICAL,
    NOT_MODIFIED,
    Reference,
    payload_sha256,
    warc_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bulletin_spider.archive.captures.exchange import Exchange

_MAX_OWN_RESPONSES = 1000
"""Responses of this run that are remembered. Retries come soon after, and memory must not grow with the run."""
MAX_REVISITED = 1000
"""Responses of revisited bulletins that are remembered. Each bulletin is requested soon after, and memory must not grow
with the run."""
MAX_PAGES = 100
"""Pages (listings, robots.txt, home pages) whose captures a run's record passes on to the next run."""


class ArchivedResponse(NamedTuple):
    """An archived response: its address, its WARC-Date, its capture, and the SHA-256 of its payload."""

    url: str
    date: str
    capture: dict[str, Any]
    sha256: str = ""
    """Empty if an earlier release has kept it: then it equals no other response."""


def response_key(url: str, row: Mapping[str, str] | None) -> str:
    """Return the key that a response is remembered under: its address, then the id of the bulletin it belongs to.

    If the addresses of several bulletins lead to one page, each bulletin keeps that page as its own evidence.
    """
    bulletin = (row or {}).get("bulletin")
    return f"{url} {bulletin}" if bulletin else url


class Deduplicator:
    """Finds archived responses among those of this run, and among those of earlier runs.

    ``find_by_digest`` finds a response of an earlier run by payload digest and :func:`response_key`, ``find_latest``
    finds by key the response that a 304 refers to.
    """

    def __init__(
        self,
        find_by_digest: Callable[[str, str], ArchivedResponse | None] | None = None,
        find_latest: Callable[[str], ArchivedResponse | None] | None = None,
    ) -> None:
        self.find_by_digest, self.find_latest = find_by_digest, find_latest
        self._own: dict[tuple[str, str, int], ArchivedResponse] = {}

    def find(
        self, exchange: Exchange, digest: str, sha256: str, key: str
    ) -> tuple[ArchivedResponse | None, Reference | None]:
        """Return the archived response that equals this one, and the reference for a revisit record.

        Equal bytes are not enough: under another address or status, a reader would take them for another answer. An
        equal SHA-1 is not enough either: somebody can make another payload that has it.
        """
        profile, archived = IDENTICAL, None
        if exchange.status == 304:
            profile, archived = NOT_MODIFIED, self.find_latest(key) if self.find_latest else None
        elif exchange.body and not exchange.truncated:
            archived = self._own.get((digest, key, exchange.status))
            if archived is None and exchange.status == 200 and self.find_by_digest:
                archived = self.find_by_digest(digest, key)
            archived = archived if archived and archived.sha256 == sha256 else None
        if archived is None:
            return None, None
        return archived, Reference(archived.url, archived.date, archived.capture["record_id"], profile)

    def remember(self, exchange: Exchange, archived: ArchivedResponse, key: str) -> None:
        """Remember a response that this run has written."""
        if exchange.body and not exchange.truncated:
            self._own[archived.capture["digest"], key, exchange.status] = archived
            if len(self._own) > _MAX_OWN_RESPONSES:
                del self._own[next(iter(self._own))]


@dataclass(slots=True)
class ArchivedResponses:
    """The newest archived response with status 200 for each :func:`response_key`."""

    before: dict[str, ArchivedResponse] = field(default_factory=dict)
    """Pages that the last run saw and that belong to no bulletin."""
    revisited: dict[str, ArchivedResponse] = field(default_factory=dict)
    """Pages of the bulletins that this run visits again."""
    pages: dict[str, ArchivedResponse] = field(default_factory=dict)
    """Pages that this run saw and that belong to no bulletin."""

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the responses that the last run's record names."""
        pages = record.get("pages", [])
        return cls(
            {
                page["url"]: ArchivedResponse(
                    page["url"], page["date"], page["capture"], page.get("sha256", "")
                )
                for page in pages
            }
        )

    def remember(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Remember a response that an earlier run has kept."""
        self.revisited[response_key(exchange.url, exchange.row)] = ArchivedResponse(
            exchange.url, warc_date(exchange.date), capture, payload_sha256(exchange.body)
        )
        if len(self.revisited) > MAX_REVISITED:
            del self.revisited[next(iter(self.revisited))]

    def note_page(self, exchange: Exchange, capture: dict[str, Any]) -> None:
        """Note a response of this run that belongs to no bulletin.

        An address alone does not name the answer to a POST, which is left out.
        """
        if exchange.status == 200 and exchange.method == "GET" and len(self.pages) < MAX_PAGES:
            page = self.find_latest(exchange.url)
            if page is None or page.capture != capture:
                page = ArchivedResponse(
                    exchange.url, warc_date(exchange.date), capture, payload_sha256(exchange.body)
                )
            self.pages[exchange.url] = page

    def find_latest(self, key: str) -> ArchivedResponse | None:
        """Return the newest response for ``key``; None if it is not remembered."""
        return self.revisited.get(key) or self.before.get(key)

    def find_by_digest(self, digest: str, key: str) -> ArchivedResponse | None:
        """Return the response for ``key`` if its payload has this digest; None if it is not remembered."""
        archived = self.find_latest(key)
        return archived if archived and archived.capture["digest"] == digest else None

    def seen_pages(self) -> list[dict[str, Any]]:
        """Return the pages for the run's record, which the next run reads."""
        return [page._asdict() for page in self.pages.values()]
