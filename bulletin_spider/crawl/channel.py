"""Describe a channel in a site file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.listings.data.json_rows import JsonFields


@dataclass(frozen=True, slots=True)
class Channel:
    """One listing of a site: the address of its newest page, and how the site's menu names it."""

    url: str
    words: tuple[str, ...] = ()
    """Further names in the menu, by which the channel is found again if its address is gone."""
    fields: JsonFields | None = None
    """Where a JSON listing keeps its rows, if they have uncommon names."""
