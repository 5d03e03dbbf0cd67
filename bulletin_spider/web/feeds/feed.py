"""What every form of feed says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(NamedTuple):
    """An entry of a feed."""

    id: str
    """A URI that never changes and that no other entry has: ``urn:uuid:…``, see :func:`stable_id`."""
    address: str
    """Where a reader of the feed is sent: an absolute address."""
    title: str
    html: str
    """Markup, every text in it escaped."""
    published: str
    updated: str
    """Moments in ISO 8601 with a zone."""
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()
    fields: dict[str, Any] | None = None
    """What JSON Feed carries beside, below ``_bulletin``."""


class Feed(NamedTuple):
    """A feed: one page of it."""

    id: str
    title: str
    entries: Sequence[Entry]
    """The newest first."""
    after: str | None = None
    """The key behind which older entries follow; None at the end."""
