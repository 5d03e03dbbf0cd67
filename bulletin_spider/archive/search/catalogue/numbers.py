"""Find the numbers of sites and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.archive.search.word_index import WordIndex

_SITE = "SELECT number FROM sites WHERE name = ?"
_CHANNELS = "SELECT number FROM channels WHERE site = ?"


def site_number(index: WordIndex, name: str | None) -> int | None:
    """Return the number of a site; None if it has published nothing."""
    if not name:
        return None
    storable = name.encode(errors="replace").decode()  # a lone surrogate has no UTF-8
    return next((number for (number,) in index.rows(_SITE, (storable,))), None)


def channel_numbers(index: WordIndex, site: int, channel: str | None = None) -> list[int]:
    """Return the numbers of the channels of a site, or that of one of them."""
    if channel is None:
        return [number for (number,) in index.rows(_CHANNELS, (site,))]
    return [number for (number,) in index.rows(f"{_CHANNELS} AND name = ?", (site, channel))]
