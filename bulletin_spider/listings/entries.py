"""The result of reading a listing page: its entries, its next page, and how the next page was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a listing."""

    title: str
    """The row's headline. It is complete if the page holds it anywhere, else it is cut as on the page."""
    url: str
    """Absolute address, without fragment."""
    date: dt.date | None = None
    """The day that the row shows; None if it shows no day, or if the year cannot be known."""
    pinned: bool = False
    """The site keeps the row on top whatever its day (置顶)."""
    document: bool = False
    """The address leads to a file (PDF, DOC …), not to a page."""
    inferred: bool = False
    """The day or its year comes from the day of the fetch: the row shows 今天, 3小时前 or 12-29."""
    guessed: bool = False
    """The year of the day is a guess: the row shows only 12-29, and no row beside it shows a year."""
    list_year: int | None = None
    """The year that the rows beside the row show, if it shows none itself; None if they do not agree."""


@dataclass(frozen=True, slots=True)
class NextPage:
    """The request for the page after this one."""

    url: str
    """Absolute address."""
    method: str = "GET"
    """HTTP method."""
    body: bytes | None = None
    """Request body; None for GET."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the pagination family needs, as pairs of name and value."""
    computed: bool = False
    """The page itself neither links this address nor shows a control or a count for it: a rule made the address."""
    adds_rows: bool = False
    """The answer holds only rows that a script adds; its address is counted up until no rows come."""

    @property
    def key(self) -> str:
        """What tells this request from others: the address, and for a POST the body."""
        return (
            self.url
            if self.method == "GET"
            else f"{self.method} {self.url} {(self.body or b'').decode('latin-1')}"
        )


@dataclass(frozen=True, slots=True)
class Walked:
    """What is known outside of a page when it is read as one of several pages of a listing."""

    rows: int = 0
    """Rows that the pages before this one have shown."""
    request: NextPage | None = None
    """The request that led to this page, as the page before it named it; None for the first page."""
    domains: tuple[str, ...] = ()
    """Hosts of the site; a next page on one of them is followed."""


NOT_WALKED = Walked()


@dataclass(frozen=True, slots=True)
class PortalGroup:
    """One list of a portal page, which shows several lists."""

    name: str
    """The heading above the list; empty if there is none."""
    more: str | None
    """Absolute address of the list's 更多 (more) link; None if it has none."""
    entries: tuple[Entry, ...]
    """The list's rows."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read from a listing page."""

    entries: tuple[Entry, ...]
    """Rows in page order; each address appears once."""
    next_page: NextPage | None
    """Null on the last page, and if the next page cannot be reached (``more``)."""
    family: str
    """Name of the pagination family, ``none`` (no pager), or ``unknown: …`` with what was done instead.

    ``one page`` and ``site rule`` come from the site's own rules.
    """
    groups: tuple[PortalGroup, ...] = ()
    """The lists of a portal page; empty for an ordinary listing."""
    missing_rules: tuple[str, ...] = ()
    """A sentence for each rule of the site that found nothing; the reader has read the page without that rule."""
    more: str | None = None
    """Why there are more rows that cannot be reached, in words; None if there are none or ``next_page`` has them."""
    last: str | None = None
    """What says that this was the last page, in words; None if it was not, and for a page that shows no listing."""

    @property
    def digest(self) -> str:
        """A short digest of rows and pager: two pages with the same digest show the same listing."""
        shown = (self.entries, self.next_page, self.more, self.last)
        return hashlib.sha256(repr(shown).encode("utf-8", "backslashreplace")).hexdigest()[:16]
