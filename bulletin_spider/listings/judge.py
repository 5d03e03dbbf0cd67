"""What becomes of a row before anything is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bulletin_spider.archive.index import Known
    from bulletin_spider.listings.arguments import Window
    from bulletin_spider.listings.records import Entry
    from bulletin_spider.listings.walk import Row


@dataclass(slots=True)
class Judge:
    """Knows what a run wants, what it has asked for, and what earlier runs have proven."""

    domains: Sequence[str]
    window: Window
    asked: AbstractSet[str]
    closed: Mapping[str, str]
    """Channel → the last run that walked it without a gap."""

    def word(self, row: Row, entry: Entry, known: Mapping[str, Known]) -> str:
        """Return ``asked`` for a row to be asked for, else the word that it is settled by."""
        if not within(row.url, self.domains):
            return "other site"
        if row.id in known:
            return "known" if self._proven(row, known[row.id]) else "known, unproven"
        if row.id in self.asked:
            return "elsewhere"
        if outside := self.window.leaves_out(entry.date):
            return outside
        limit = self.window.limit
        return "over limit" if limit is not None and len(self.asked) >= limit else "asked"

    def _proven(self, row: Row, known: Known) -> bool:
        return not self.window.full and known.run <= self.closed.get(row.channel, "")
