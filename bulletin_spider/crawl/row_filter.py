"""What becomes of a row before anything is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bulletin_spider.archive.index.queries import Known
    from bulletin_spider.crawl.arguments import Window
    from bulletin_spider.crawl.row import Row
    from bulletin_spider.listings.entries import Entry


@dataclass(slots=True)
class RowFilter:
    """Knows what a run wants, what it has asked for, and what earlier runs have proven of a channel."""

    domains: Sequence[str]
    window: Window
    asked: AbstractSet[str]
    owed: Container[str]
    closed: str
    """The last run that walked the channel without a gap; empty before the first."""
    known: Mapping[str, Known]
    also: AbstractSet[str]
    """Bulletins of other channels that a closed walk of this one has shown."""
    settled: Container[str]

    def status(self, row: Row, entry: Entry) -> str:
        """Return ``asked`` for a row to be asked for, else the word that it is settled by."""
        if not within(row.url, self.domains):
            return "other site"
        if row.id in self.known and not self._reappeared(row):
            return "known" if self._proven(row) else "known, unproven"
        if row.id in self.asked:
            return "owed" if row.id in self.owed else "elsewhere"
        if row.id in self.settled and not self.window.full:
            return "given up"
        if outside := self.window.leaves_out(entry.date):
            return outside
        limit = self.window.limit
        return "over limit" if limit is not None and len(self.asked) >= limit else "asked"

    def _reappeared(self, row: Row) -> bool:
        """Whether a listing shows a bulletin that was called withdrawn."""
        return self.known[row.id].change == WITHDRAWN and row.id not in self.asked

    def _proven(self, row: Row) -> bool:
        known = self.known[row.id]
        shown = known.channel == row.channel or row.id in self.also
        return shown and known.run <= self.closed and not self.window.full
