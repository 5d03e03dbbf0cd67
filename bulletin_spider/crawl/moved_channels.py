"""Find channels whose address is gone: look for their names in the home page's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.page.menu import find_channel, read_menu
from bulletin_spider.normalization.addresses import within
from bulletin_spider.statuses import FailureKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.crawl.listing_walk import Walk

_MOVED = {FailureKind.GONE, FailureKind.EMPTY, FailureKind.OTHER_SITE}
"""How the first page of a channel fails if the channel has moved."""


class MovedChannels:
    """A run's search for lost channels. It asks for the home page once, and only if a channel is lost."""

    def __init__(self, channels: Mapping[str, Channel], domains: Sequence[str]) -> None:
        self.channels = channels
        self.domains = domains
        self._waiting: list[Walk] = []
        self._asked = False
        self._menu: list[tuple[str, str]] | None = None

    def lose(self, walk: Walk) -> bool:
        """Note a walk that broke off. Return whether the home page must be requested now."""
        if walk.pages > 1 or walk.gap_kind not in _MOVED or walk.moved_from:
            return False
        self._waiting.append(walk)
        first, self._asked = not self._asked, True
        return first

    def read_home(self, body: bytes, url: str, charset: str | None) -> None:
        """Read the home page's menu."""
        self._menu = read_menu(body, url, charset)

    def found(self) -> list[Walk]:
        """Return the lost walks for which the menu has an address; they begin again there."""
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
