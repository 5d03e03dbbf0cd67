"""Keep a listing whose bytes differ by a counter once a day, not each time: what counts are its rows and its pager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.captures.deduplication import page_key
from bulletin_spider.archive.captures.warc_records import payload_digest

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from bulletin_spider.archive.captures.deduplication import ArchivedResponse, ArchivedResponses
    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.captures.writer import CaptureWriter

LISTING = "listing"
"""Key of ``request.meta``: whether the answer is read as a listing, which ends with :meth:`SameListings.settle`."""
ANSWER = "listing_answer"
"""Key of ``request.meta``: the answer, until it is settled."""
_HOURS = 24.0
"""How long the last capture of a listing stands for later ones with the same rows."""


@dataclass(slots=True)
class SameListings:
    """The listings of one run, of which those with known rows and other bytes are held until they are read.

    A held answer is written if it shows something else, or if nothing reads it before the run ends.
    """

    captures: CaptureWriter
    archived: ArchivedResponses
    now: dt.datetime
    hours: float = _HOURS

    def take(self, exchange: Exchange, meta: MutableMapping[str, Any]) -> None:
        """Keep or hold the answer to a request for a listing. ``meta`` gets its capture, unless it is held."""
        kept = self.young(exchange)
        is_other = kept is not None and kept.capture["digest"] != payload_digest(exchange.body)
        if kept and is_other and kept.rows and exchange.status == 200 and not exchange.truncated:
            meta[ANSWER] = exchange, self.captures.hold(exchange, kept)
            return
        capture = meta["capture"] = self.captures.keep(exchange)
        self.archived.note_page(exchange, capture)
        meta[ANSWER] = exchange, None

    def settle(self, meta: MutableMapping[str, Any], rows: str) -> None:
        """Give the answer that was read as a listing its capture; ``rows`` is ``Listing.digest``.

        Raises ``ArchiveFault`` if the answer cannot be written.
        """
        if ANSWER not in meta:
            return
        exchange, held = meta.pop(ANSWER)
        capture = meta.get("capture")
        if held:
            capture = meta["capture"] = self.captures.settle(held, is_same=held.kept.rows == rows)
        self.archived.note_page(exchange, capture or {}, rows)

    def young(self, exchange: Exchange) -> ArchivedResponse | None:
        """Return the kept response of a page if it is young enough to stand for another one; else None."""
        kept = self.archived.page(page_key(exchange))
        if kept is None or self.captures.keeps_revisits:
            return None
        # A moment in the future, of a clock that was wrong, must not stand for later ones until it has come.
        age = abs(self.now - _moment(kept.date)).total_seconds()
        return kept if age < self.hours * 3600 else None


def _moment(date: str) -> dt.datetime:
    """Return the moment of a WARC-Date; one long ago if it is none."""
    try:
        moment = dt.datetime.fromisoformat(date)
    except ValueError:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
