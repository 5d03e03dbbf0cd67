"""Decide for each row of a listing whether its page is asked for, or which status it has already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bulletin_spider.normalization.addresses import within
from bulletin_spider.statuses import Change, RowStatus

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.crawl.arguments import Window
    from bulletin_spider.crawl.row import Row
    from bulletin_spider.listings.entries import Entry


@dataclass(slots=True)
class RowFilter:
    """What a run asks for, what it has asked for already, and what earlier runs have proven of a channel."""

    domains: Sequence[str]
    window: Window
    asked: AbstractSet[str]
    owed: Container[str]
    closed: str
    """The last run that walked the channel without a gap; empty before the first."""
    known: Mapping[str, KnownBulletin]
    also: AbstractSet[str]
    """Bulletins of other channels that a closed walk of this one has shown."""
    settled: Container[str]

    def row_of(self, row: Row) -> Row:
        """Return the row with the id of its bulletin: another one, if the bulletin has moved to this address."""
        known = self.known.get(row.id)
        return replace(row, id=known.id) if known and known.id != row.id else row

    def status(self, row: Row, entry: Entry) -> RowStatus:
        """Return ``ASKED`` for a row whose page is to be fetched, else the row's final status."""
        if not within(row.url, self.domains):
            return RowStatus.OTHER_SITE
        if row.id in self.known and not self._reappeared(row):
            return RowStatus.KNOWN if self._proven(row) else RowStatus.UNPROVEN
        if row.id in self.asked:
            return RowStatus.OWED if row.id in self.owed else RowStatus.ELSEWHERE
        if row.id in self.settled and not self.window.full:
            return RowStatus.GIVEN_UP
        if outside := self.window.leaves_out(entry.date):
            return outside
        limit = self.window.limit
        return RowStatus.OVER_LIMIT if limit is not None and len(self.asked) >= limit else RowStatus.ASKED

    def _reappeared(self, row: Row) -> bool:
        """Whether the listing shows a bulletin that is withdrawn."""
        return self.known[row.id].change == Change.WITHDRAWN and row.id not in self.asked

    def _proven(self, row: Row) -> bool:
        known = self.known[row.id]
        shown = known.channel == row.channel or row.id in self.also
        return shown and known.run <= self.closed and not self.window.full
