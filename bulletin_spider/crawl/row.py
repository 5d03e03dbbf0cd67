"""One row of a listing: a run asks for its page, or owes it to the next run."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.items import GUESSED
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """How many runs have asked for the article without success."""
    listing_year: str | None = None
    """What is known of the year of a row that shows none, see Page.listing_year."""

    def evidence(self) -> dict[str, str]:
        """Return the fields that are archived beside the page, so that it can be read again with its row."""
        fields = {
            "bulletin": self.id,
            "channel": self.channel,
            "listing-title": self.title,
            "listing-date": self.date,
            "listing-year": self.listing_year,
        }
        return {name: value for name, value in fields.items() if value}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the row that a run record names as owed."""
        return cls(**{field.name: record[field.name] for field in fields(cls) if field.name in record})

    @classmethod
    def of(cls, entry: Entry, channel: str) -> Self:
        """Return the row of a listing's entry, with the identity of its bulletin."""
        url = canonical_url(entry.url)
        day = entry.date.isoformat() if entry.date else None
        year = GUESSED if entry.guessed else str(entry.list_year) if entry.list_year else None
        return cls(bulletin_id(url), url, entry.title, day, channel, listing_year=year)
