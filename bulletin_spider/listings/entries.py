"""The result of reading a listing page: its entries, its next page, and how the next page was found."""

from __future__ import annotations

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
    """Null on the last page, and if the page does not say how to reach the next one."""
    family: str
    """Name of the pagination family, ``none`` (no pager), or ``unknown: …`` with what was done instead.

    ``one page`` and ``site rule`` come from the site's own rules.
    """
    groups: tuple[PortalGroup, ...] = ()
    """The lists of a portal page; empty for an ordinary listing."""
    missing_rules: tuple[str, ...] = ()
    """A sentence for each rule of the site that found nothing; the reader has read the page without that rule."""
