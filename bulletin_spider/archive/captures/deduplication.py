"""What is archived of a response already: bytes that came before are referred to, not kept again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.captures.warc_records import IDENTICAL, NOT_MODIFIED, Reference

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
