"""What a listing page says: entries in page order, where the next page is, and how we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a listing."""

    title: str
    """The row's headline, whole if the page holds it anywhere, else as the page cut it."""
    url: str
    """Absolute address, without fragment."""
    date: dt.date | None = None
    """The day the row shows; null if it shows none or the year cannot be known."""
    pinned: bool = False
    """The row stands on top whatever its day (置顶)."""
    document: bool = False
    """The address is a file (PDF, DOC …), not a page."""


@dataclass(frozen=True, slots=True)
class NextPage:
    """The request that asks for the page after this one."""

    url: str
    """Absolute address."""
    method: str = "GET"
    """HTTP method."""
    body: bytes | None = None
    """Request body; null for GET."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers the family needs, as name and value."""


@dataclass(frozen=True, slots=True)
class Group:
    """One of several lists of a portal page."""

    name: str
    """The heading over the list; empty if there is none."""
    more: str | None
    """Absolute address behind its 更多 link; null if there is none."""
    entries: tuple[Entry, ...]
    """The list's rows."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing page, read."""

    entries: tuple[Entry, ...]
    """Rows in page order, each address once."""
    next_page: NextPage | None
    """Null on the last page, and where nothing says how to go on."""
    family: str
    """Name of the pagination family, ``none`` (no pager), or ``unknown: …`` with what was done instead."""
    groups: tuple[Group, ...] = ()
    """The lists of a portal page that shows several; empty for an ordinary listing."""
