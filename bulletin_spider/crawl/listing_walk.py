"""One channel's walk from its newest page towards what is known, and what became of every row on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.row import Row

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from bulletin_spider.archive.index.queries import Known
    from bulletin_spider.listings.entries import Entry, NextPage

OVERLAP = {"known", "pinned", "other site", "owed", "given up"}
"""What a page may consist of for nothing unknown to lie behind it."""


@dataclass(slots=True)
class Walk:
    """The account of one channel in one run: every row it showed stands under exactly one word of ``rows``."""

    channel: str
    url: str
    narrow: bool = False
    family: str | None = None
    """The listing's pagination family, as its first page shows it."""
    also: list[str] = field(default_factory=list)
    """Bulletins this channel lists that were first found in another one."""
    bad_addresses: int = 0
    blank: bool = False
    """Whether a page without rows has sent the walk elsewhere already."""
    overlap: int = 0
    """How many known rows in a row end the walk; 0 asks for a whole page of them."""
    streak: int = 0
    """Known rows in a row up to here."""
    moved_from: str | None = None
    """The address the site file names, if the channel was found elsewhere."""
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

    def fresh(self, entries: Iterable[Entry]) -> list[tuple[Row, Entry]]:
        """Return the rows that this walk has not met before, each once; an address that is none is only counted."""
        rows = {}
        for entry in entries:
            try:
                row = Row.of(entry, self.channel)
            except ValueError:
                self.bad_addresses += 1
                continue
            rows[row.id] = (row, entry)
        fresh = [pair for identity, pair in rows.items() if identity not in self.seen]
        self.seen.update(rows)
        return fresh

    def note(self, identity: str, word: str, known: Known | None, also: Container[str]) -> None:
        """Remember a bulletin of another channel that this one lists too, unless that is known already."""
        other = word == "elsewhere" or (known is not None and known.channel != self.channel)
        if other and identity not in also:
            self.also.append(identity)

    def go_on(self, words: Sequence[str], page: NextPage | None, cap: int) -> NextPage | None:
        """Return ``page``, the next one, or end the walk here and return None.

        ``words`` say what became of the present page's fresh rows, ``cap`` is the most pages a walk may take.
        A walk ends at an overlap, where rows are known as of a closed run; see docs/architecture.md.
        """
        if not words and page is not None and page.url not in self.pages_asked:
            self.break_off("repeats", f"page {self.pages} repeats the rows before it")
        elif self._overlaps(words):
            self.reach("overlap")
        elif "over limit" in words or ("before since" in words and set(words) <= {"before since", "pinned"}):
            self.reach("end of what was asked for")
        elif page is None:
            self.reach("end of the listing")
        elif self.pages >= cap:
            self.break_off("cap", f"stopped after {self.pages} pages (setting LISTING_PAGES)")
        elif page.method == "GET" and page.url in self.pages_asked:
            self.reach("pages begin to repeat")
        else:
            return page
        return None

    def _overlaps(self, words: Sequence[str]) -> bool:
        if not self.overlap:
            return "known" in words and set(words) <= OVERLAP
        for word in words:
            self.streak = self.streak + 1 if word == "known" else self.streak if word in OVERLAP else 0
            if self.streak >= self.overlap:
                return True
        return False

    def move(self, url: str) -> None:
        """Begin again at the address where the channel is now."""
        self.moved_from, self.url = self.url, url
        self.pages, self.gap, self.gap_word = 0, None, None

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
        rows = self.rows | Counter({"bad address": self.bad_addresses})
        return {
            "url": self.url,
            "moved_from": self.moved_from,
            "pages": self.pages,
            "family": self.family,
            "listed": len(self.seen) + self.bad_addresses,
            "rows": {word: count for word, count in rows.items() if count},
            "also": self.also,
            "overlap": f"reached: {ended}" if ended else f"not reached: {self.gap or 'the run ended first'}",
            "closed": self.closed,
        }
