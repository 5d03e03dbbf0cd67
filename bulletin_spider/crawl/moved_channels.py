"""Channels whose address is gone, found again by the words that the home page's menu has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.page.menu import find_channel, read_menu
from bulletin_spider.normalization.addresses import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.crawl.listing_walk import Walk

LOST = {"gone", "empty", "other site"}
"""How the first page of a channel fails that has moved."""


class MovedChannels:
    """A run's search for lost channels; the home page is asked for once, and only if one is lost."""

    def __init__(self, channels: Mapping[str, Channel], domains: Sequence[str]) -> None:
        self.channels = channels
        self.domains = domains
        self._waiting: list[Walk] = []
        self._asked = False
        self._menu: list[tuple[str, str]] | None = None

    def lose(self, walk: Walk) -> bool:
        """Take note of a walk that broke off; return whether the home page is to be asked for now."""
        if walk.pages > 1 or walk.gap_word not in LOST or walk.moved_from:
            return False
        self._waiting.append(walk)
        first, self._asked = not self._asked, True
        return first

    def read_home(self, body: bytes, url: str, charset: str | None) -> None:
        """Read the home page's menu."""
        self._menu = read_menu(body, url, charset)

    def found(self) -> list[Walk]:
        """Return the lost walks that the menu shows an address for, set to begin again there."""
        if self._menu is None:
            return []
        waiting, self._waiting = self._waiting, []
        return [walk for walk in waiting if self._follow(walk, self._menu)]

    def _follow(self, walk: Walk, menu: list[tuple[str, str]]) -> bool:
        url = find_channel(menu, (walk.channel, *self.channels[walk.channel].words))
        if url is None or url == walk.url or not within(url, self.domains):
            return False
        walk.move(url)
        return True
