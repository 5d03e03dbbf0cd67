"""One channel's walk from its newest page towards what is known, and what became of every row on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a listing that leads to a bulletin."""

    id: str
    url: str
    title: str
    date: str | None
    channel: str
    attempts: int = 0
    """In how many runs the article was asked for in vain."""


@dataclass(slots=True)
class Walk:
    """The account of one channel in one run: every row it showed stands under exactly one word of ``rows``."""

    channel: str
    url: str
    narrow: bool = False
    pages: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    pages_asked: set[str] = field(default_factory=set)
    reached: str | None = None
    gap: str | None = None
    gap_word: str | None = None
    """What kind of gap: empty, forbidden, blocked, unreachable, gone, failed, other site or cap."""

    def reach(self, what: str) -> None:
        """End the walk where nothing unknown can lie further on."""
        self.reached = f"{what} on page {self.pages}"

    def break_off(self, word: str, why: str) -> None:
        """End the walk with a gap: what lies further on was not seen."""
        if self.gap is None:
            self.gap_word, self.gap = word, why

    def settle(self, word: str) -> None:
        """Move a row that was asked for to what became of it."""
        self.rows["asked"] -= 1
        self.rows[word] += 1

    @property
    def closed(self) -> bool:
        """Whether nothing is missing: not narrowed, an end reached without a gap, no row left open."""
        return self.reached is not None and self.gap is None and not self.narrow and not self.rows["asked"]

    def account(self) -> dict[str, Any]:
        """Return what the run's record says of the channel."""
        ended = self.reached if self.gap is None else None
        return {
            "url": self.url,
            "pages": self.pages,
            "listed": self.rows.total(),
            "rows": {word: count for word, count in self.rows.items() if count},
            "overlap": f"reached: {ended}" if ended else f"not reached: {self.gap or 'the run ended first'}",
            "closed": self.closed,
        }
