"""One row of a listing: what a run asks for, and what it owes to the next run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bulletin_spider.normalization.addresses import bulletin_id, canonical_url

if TYPE_CHECKING:
    from bulletin_spider.listings.entries import Entry


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

    def evidence(self) -> dict[str, str]:
        """Return what is kept of the row beside its page, so that the page can be read again as it was."""
        said = {
            "bulletin": self.id,
            "channel": self.channel,
            "listing-title": self.title,
            "listing-date": self.date,
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of(cls, entry: Entry, channel: str) -> Self:
        """Return the row of a listing's entry, with the identity of its bulletin."""
        url = canonical_url(entry.url)
        return cls(
            bulletin_id(url), url, entry.title, entry.date.isoformat() if entry.date else None, channel
        )
