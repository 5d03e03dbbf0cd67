"""Find the archived response that says the same as a new answer, so that a run notes it and does not keep it twice."""

from __future__ import annotations

import hashlib
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
    from collections.abc import Mapping

    from bulletin_spider.archive.captures.exchange import Exchange

_MAX_OWN_RESPONSES = 1000
"""Responses of this run that are remembered. Retries come soon after, and memory must not grow with the run."""
MAX_REVISITED = 1000
"""Responses of revisited bulletins that are remembered. Each bulletin is requested soon after, and memory must not grow
with the run."""
MAX_PAGES = 100
"""Pages (listings, robots.txt, home pages) whose captures a run's record passes on to the next run."""


class ArchivedResponse(NamedTuple):
    """An archived response: its address, its WARC-Date, its capture, and what another answer must equal."""

    url: str
    date: str
    capture: dict[str, Any]
    sha256: str = ""
    """The SHA-256 of the payload. Empty if an earlier release has kept it: then it equals no other response."""
    status: int = 200
    location: str = ""
    """Where a redirect leads, as its header says."""
    rows: str = ""
    """``Listing.digest`` of a listing; empty if it is none, or if an earlier release has kept it."""
    posted: str = ""
    """What tells the answers to POST requests apart: a short digest of the request's body; empty for a GET."""

    @property
    def key(self) -> str:
        """The key of :func:`page_key`."""
        return _with_posted(self.url, self.posted)

    @classmethod
    def of(cls, exchange: Exchange, capture: dict[str, Any], sha256: str) -> Self:
        """Return the archived form of an exchange that ``capture`` names; ``sha256`` is that of its payload."""
        return cls(
            exchange.url,
            warc_date(exchange.date),
            capture,
            sha256,
            exchange.status,
            exchange.header("Location") or "",
            posted=_posted(exchange),
        )

    def equals(self, exchange: Exchange, digest: str, sha256: str) -> bool:
        """Whether an answer from the same address says the same: status, target of a redirect, and payload.

        An equal SHA-1 is not enough: somebody can make another payload that has it.
        """
        return (
            not exchange.truncated
            and self.status == exchange.status
            and self.location == (exchange.header("Location") or "")
            and self.capture["digest"] == digest
            and self.sha256 == sha256
        )

    def entry(self) -> dict[str, Any]:
        """Return the entry of a page for the run's record; what most pages have is left out."""
        usual = {"status": 200, "location": "", "rows": "", "posted": ""}
        return {name: value for name, value in self._asdict().items() if value != usual.get(name)}


def response_key(url: str, row: Mapping[str, str] | None) -> str:
    """Return the key that a response is remembered under: its address, then the id of the bulletin it belongs to.

    If the addresses of several bulletins lead to one page, each bulletin keeps that page as its own evidence.
    """
    bulletin = (row or {}).get("bulletin")
    return f"{url} {bulletin}" if bulletin else url


def page_key(exchange: Exchange) -> str:
    """Return the key of a page that belongs to no bulletin: its address, and what was posted to it."""
    return _with_posted(exchange.url, _posted(exchange))


def _key(exchange: Exchange, row: Mapping[str, str] | None) -> str:
    return page_key(exchange) if row is None else response_key(exchange.url, row)


def _with_posted(url: str, posted: str) -> str:
    return f"{url} {posted}" if posted else url


def _posted(exchange: Exchange) -> str:
    if exchange.method == "GET":
        return ""
    return hashlib.sha256(exchange.method.encode() + exchange.request_body).hexdigest()[:16]


@dataclass(slots=True)
class ArchivedResponses:
    """The archived responses that an answer of this run may equal, by their keys."""

    before: dict[str, ArchivedResponse] = field(default_factory=dict)
    """Pages that the last run saw and that belong to no bulletin."""
    revisited: dict[str, list[ArchivedResponse]] = field(default_factory=dict)
    """The newest page of each bulletin that this run visits again, and the newest answer that lacked it."""
    pages: dict[str, ArchivedResponse] = field(default_factory=dict)
    """Pages that this run saw and that belong to no bulletin."""
    own: dict[tuple[str, str], ArchivedResponse] = field(default_factory=dict)
    """The last responses that this run has written, by key and digest."""

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the responses that the last run's record names."""
        known = set(ArchivedResponse._fields)
        pages = (
            ArchivedResponse(**{name: value for name, value in page.items() if name in known})
            for page in record.get("pages", [])
        )
        return cls({page.key: page for page in pages})

    def remember(self, exchange: Exchange, capture: dict[str, Any], bulletin: str | None = None) -> None:
        """Remember a response of an earlier run; ``bulletin`` is the id under which it is asked for again."""
        row = {"bulletin": bulletin} if bulletin else exchange.row
        archived = ArchivedResponse.of(exchange, capture, payload_sha256(exchange.body))
        self.revisited.setdefault(response_key(exchange.url, row), []).append(archived)
        if len(self.revisited) > MAX_REVISITED:
            del self.revisited[next(iter(self.revisited))]

    def find(
        self, exchange: Exchange, row: Mapping[str, str] | None, digest: str, sha256: str
    ) -> tuple[ArchivedResponse, Reference] | None:
        """Return the archived response that an answer confirms, with the reference for a revisit record, if any.

        Equal bytes are not enough: under another address or status, a reader would take them for another answer.
        """
        key, profile = _key(exchange, row), IDENTICAL
        if exchange.status == 304:
            profile, found = NOT_MODIFIED, next((one for one in self._of(key) if one.status == 200), None)
        else:
            own = self.own.get((key, digest))
            remembered = [*self._of(key), *([own] if own else [])]
            found = next((one for one in remembered if one.equals(exchange, digest, sha256)), None)
        if found is None:
            return None
        return found, Reference(found.url, found.date, found.capture["record_id"], profile)

    def page(self, key: str) -> ArchivedResponse | None:
        """Return the newest kept response of a page that belongs to no bulletin; None if it is not remembered."""
        return self.pages.get(key) or self.before.get(key)

    def note_own(
        self, exchange: Exchange, row: Mapping[str, str] | None, capture: dict[str, Any], sha256: str
    ) -> None:
        """Remember a response that this run has written."""
        if exchange.truncated:
            return
        self.own[_key(exchange, row), capture["digest"]] = ArchivedResponse.of(exchange, capture, sha256)
        if len(self.own) > _MAX_OWN_RESPONSES:
            del self.own[next(iter(self.own))]

    def note_page(self, exchange: Exchange, capture: dict[str, Any], rows: str = "") -> None:
        """Note an answer of this run that belongs to no bulletin, and whose evidence is ``capture``.

        ``rows`` is ``Listing.digest``, if the answer was read as a listing.
        """
        key = page_key(exchange)
        own = self.own.get((key, capture["digest"]))
        kept = (one for one in [*self._of(key), *([own] if own else [])] if one.capture == capture)
        page = next(kept, None)
        if page and (len(self.pages) < MAX_PAGES or key in self.pages):
            self.pages[key] = page._replace(rows=rows) if rows else page

    def seen_pages(self) -> list[dict[str, Any]]:
        """Return the pages for the run's record, which the next run reads."""
        return [page.entry() for page in self.pages.values()]

    def _of(self, key: str) -> list[ArchivedResponse]:
        pages = (self.pages.get(key), self.before.get(key))
        return [*self.revisited.get(key, ()), *filter(None, pages)]
