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
    """The key behind which older entries follow, of a list that is no archive; None at the end."""
    older: str | None = None
    """The next older document, as :class:`~bulletin_spider.web.feeds.archive_documents.Document` has it."""
    is_archived: bool = False
    """Whether this is a document that never changes."""
    is_complete: bool = False
    """Whether it has everything there is: what is not in it any more is no more."""

    @property
    def next_page(self) -> dict[str, str | None] | None:
        """The parameters by which the next page differs; None on the last page."""
        if self.older is not None:
            return {"archive": self.older}
        return None if self.after is None else {"after": self.after}
