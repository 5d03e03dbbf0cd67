"""One channel's walk from its newest page towards known rows, with the status of every row on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.row import Row
from bulletin_spider.statuses import FailureKind, RowStatus

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.listings.entries import Entry, NextPage

PINNED = None
"""Stands for a pinned row among the statuses of a page: its place in the list proves nothing."""
_END = "end of the listing"
_OVERLAP = {RowStatus.KNOWN, PINNED, RowStatus.OTHER_SITE, RowStatus.OWED, RowStatus.GIVEN_UP}
"""If a page consists of these, nothing unknown lies behind it."""
_PUBLISHED = {RowStatus.KNOWN, RowStatus.UNPROVEN, RowStatus.OWED, RowStatus.GIVEN_UP}
"""Rows that earlier runs have dealt with; one of them shows that no row scrolled off between two runs."""


@dataclass(slots=True)
class Walk:
    """The walk of one channel in one run; ``rows`` counts each row under exactly one status."""

    channel: str
    url: str
    narrow: bool = False
    """Whether the run's window may leave rows out."""
    family: str | None = None
    """The listing's pagination family, as its first page shows it."""
    also: list[str] = field(default_factory=list)
    """Bulletins in this channel that were first found in another one."""
    shared: Counter[str] = field(default_factory=Counter)
    """Other channel → the rows of this one that were asked for there already."""
    bad_addresses: int = 0
    blank: bool = False
    """Whether a page without rows has already sent the walk to another address."""
    overlap: int = 0
    """How many known rows in a row end the walk; 0 means one whole page of them."""
    streak: int = 0
    """Known rows in a row up to here."""
    past: bool = False
    """Whether an earlier run walked the channel without a gap."""
    request: NextPage | None = None
    """The request for the page that is read next; None before the second page."""
    moved_from: str | None = None
    """The address in the site file, if the channel was found at another one."""
    pages: int = 0
    rows: Counter[RowStatus] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    pages_asked: set[str] = field(default_factory=set)
    """``NextPage.key`` of each page."""
    fresh_pages: int = 0
    """Pages that had fresh rows."""
    last_statuses: list[RowStatus | None] = field(default_factory=list)
    """Statuses of the last page that had fresh rows."""
    reached: str | None = None
    gap: str | None = None
    gap_kind: FailureKind | None = None
    missing_rules: set[str] = field(default_factory=set)
    """Sentences about the site's own rules that found nothing."""

    def reach(self, what: str) -> None:
        """End the walk safely: nothing unknown can lie further on."""
        self.reached = f"{what} on page {self.pages}"

    def break_off(self, kind: FailureKind, why: str) -> None:
        """End the walk with a gap: nobody saw what lies further on."""
        if self.gap is None:
            self.gap_kind, self.gap = kind, why

    def check_end(self, unread: str) -> None:
        """Leave a gap if a part of the page is ``unread``: it may hold rows and the next link. An overlap is safe."""
        if unread and (self.reached is None or self.reached.startswith(_END)):
            self.break_off(FailureKind.FAILED, f"page {self.pages} {unread}")

    def fresh(self, entries: Iterable[Entry]) -> list[tuple[Row, Entry]]:
        """Return the rows that are new to this walk, each once. Rows with an invalid address are only counted."""
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

    def note(
        self,
        identity: str,
        status: RowStatus,
        known: KnownBulletin | None,
        also: Container[str],
        asked_in: str = "",
    ) -> None:
        """Remember a bulletin of another channel that this one lists too, unless the archive has noted it.

        ``asked_in`` is the channel in which the run has asked for it.
        """
        if status == RowStatus.ELSEWHERE:
            self.shared[asked_in] += 1
        other = status == RowStatus.ELSEWHERE or (known is not None and known.channel != self.channel)
        if other and identity not in also:
            self.also.append(identity)

    def go_on(
        self, statuses: Sequence[RowStatus | None], page: NextPage | None, cap: int, more: str | None = None
    ) -> NextPage | None:
        """Return ``page``, the next one, or end the walk here and return None.

        ``statuses`` are those of this page's fresh rows, ``PINNED`` for a pinned one. ``cap`` is the most pages a walk
        may take. ``more`` says why the list goes on out of reach. A walk ends at an overlap of known rows; see
        docs/architecture.md.
        """
        self.last_statuses = list(statuses) or self.last_statuses
        asked = page is not None and page.key in self.pages_asked
        self.fresh_pages += bool(statuses)
        counted_up = page is not None and page.adds_rows and page.computed
        # A site that ignores the page number shows page 1 again, whose next page was asked for already.
        ignored = (not asked and not counted_up) or self.fresh_pages == 1
        if not statuses and page is not None and ignored:
            self.break_off(FailureKind.REPEATS, f"page {self.pages} repeats the rows before it")
        elif self._overlaps(statuses):
            self.reach("overlap")
        elif self._leaves_window(statuses):
            self.reach("end of what was asked for")
        elif more is not None:
            self._stop_short(more)
        elif page is None:
            self.end(_END)
        elif self.pages >= cap:
            self.break_off(FailureKind.CAP, f"stopped after {self.pages} pages (setting LISTING_PAGES)")
        elif asked or not statuses:
            self.reach("pages begin to repeat")
        else:
            return page
        return None

    def end(self, what: str) -> None:
        """End the walk at the end of the listing, which proves nothing if all known rows have scrolled off."""
        unknown = {RowStatus.ASKED, RowStatus.ELSEWHERE}
        if self.past and unknown & {*self.last_statuses} and not _PUBLISHED & {*self.last_statuses}:
            why = f"page {self.pages} ends the listing, and shows no row that an earlier run has published"
            self.break_off(FailureKind.NO_OVERLAP, why)
        else:
            self.reach(what)

    def _stop_short(self, more: str) -> None:
        """End the walk where the list goes on out of reach: safely only if this page ends with proven rows."""
        placed = [status for status in self.last_statuses if status not in _OVERLAP - {RowStatus.KNOWN}]
        if placed and placed[-1] == RowStatus.KNOWN:
            self.reach("overlap")
        else:
            self.break_off(FailureKind.MORE, f"page {self.pages}: there is more, unreachable: {more}")

    def gone(self, kind: FailureKind) -> bool:
        """Return whether a page that is gone is the end: its address was computed, and nothing says that it exists."""
        request = self.request
        computed = request is not None and request.computed and (self.pages == 1 or request.adds_rows)
        return kind == FailureKind.GONE and computed

    def _leaves_window(self, statuses: Sequence[RowStatus | None]) -> bool:
        before = RowStatus.BEFORE_SINCE
        return RowStatus.OVER_LIMIT in statuses or (before in statuses and {*statuses} <= {before, PINNED})

    def _overlaps(self, statuses: Sequence[RowStatus | None]) -> bool:
        if not self.overlap:
            return RowStatus.KNOWN in statuses and set(statuses) <= _OVERLAP
        for status in statuses:
            if status == RowStatus.KNOWN:
                self.streak += 1
            elif status not in _OVERLAP:
                self.streak = 0
            if self.streak >= self.overlap:
                return True
        return False

    def move(self, url: str) -> None:
        """Start again at ``url``, where the channel is now."""
        self.moved_from, self.url = self.url, url
        self.pages, self.gap, self.gap_kind = 0, None, None
        self.request = None

    def settle(self, status: RowStatus) -> None:
        """Give a row that was asked for its final status. One that has moved is a row of an earlier run."""
        self.rows[RowStatus.ASKED] -= 1
        self.rows[status] += 1
        if status == RowStatus.MOVED and self.gap_kind == FailureKind.NO_OVERLAP:
            self.gap_kind, self.gap = None, None
            self.reach(_END)

    @property
    def closed(self) -> bool:
        """Whether nothing is missing: an end without a gap, no window, and no open row."""
        ended = self.reached is not None and self.gap is None
        return ended and not self.narrow and not self.rows[RowStatus.ASKED]

    def account(self) -> dict[str, Any]:
        """Return the channel's part of the run's record."""
        ended = self.reached if self.gap is None else None
        rows = self.rows | Counter({RowStatus.BAD_ADDRESS: self.bad_addresses})
        return {
            "url": self.url,
            "moved_from": self.moved_from,
            "pages": self.pages,
            "family": self.family,
            "listed": len(self.seen) + self.bad_addresses,
            "rows": {status: count for status, count in rows.items() if count},
            "also": self.also,
            **({"shared": dict(self.shared)} if self.shared else {}),
            "overlap": f"reached: {ended}" if ended else f"not reached: {self.gap or 'the run ended first'}",
            "closed": self.closed,
        }
