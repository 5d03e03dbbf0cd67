"""Describe a channel in a site file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.listings.data.json_rows import JsonFields
    from bulletin_spider.listings.rules import ListingRules


@dataclass(frozen=True, slots=True)
class Channel:
    """One listing of a site: the address of its newest page, and how the site's menu names it."""

    url: str
    words: tuple[str, ...] = ()
    """Further names in the menu, by which the channel is found again if its address is gone."""
    fields: JsonFields | None = None
    """Where a JSON listing keeps its rows, if they have uncommon names."""
    article_rules: tuple[Rules, ...] = ()
    """Selectors for the articles of this channel, before the rules of the site."""
    listing_rules: tuple[ListingRules, ...] = ()
    """Selectors for the listing of this channel, before the rules of the site."""
