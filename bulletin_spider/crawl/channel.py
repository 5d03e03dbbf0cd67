"""What a site file says of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.listings.data.json_rows import JsonFields


@dataclass(frozen=True, slots=True)
class Channel:
    """One listing of a site: the address of its newest page, and the words that the site's menu has for it."""

    url: str
    words: tuple[str, ...] = ()
    """By these the channel is found again when its address is gone; its own name always counts."""
    fields: JsonFields | None = None
    """Where a JSON listing keeps its rows, if common names do not find them."""
