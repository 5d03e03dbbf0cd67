"""Keep feeds of each site and of each of its channels up to date, in a directory that a web server can serve."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import replace_unsynced
from bulletin_spider.export.feed_entries import FeedName
from bulletin_spider.export.formats.atom import atom_feed
from bulletin_spider.export.formats.json_feed import json_feed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.index.index import Index

ENTRIES = 50
"""Entries of a feed. Feed readers come often, so the newest bulletins are enough."""
_FEEDS = {".atom": atom_feed, ".json": json_feed}
"""Ending → the function that makes a feed of this format."""


def refresh_feeds(
    directory: Path, index: Index, channels: Iterable[str], *, only_missing: bool = False
) -> list[Path]:
    """Write ``<site>.atom``, ``<site>/<channel>.atom`` and the same as JSON Feeds (``.json``).

    Each gets its name only when it is complete. Return the paths of those that were written. The newest bulletins come
    from the site's index, and their lines from their places in the segments. With ``only_missing``, because nothing was
    published, an existing feed stays.
    """
    site = index.site
    channel_of: dict[Path, str | None] = {directory / site: None}
    for channel in channels:
        name = channel.strip("/").replace("/", "_").lstrip(".") or "channel"
        channel_of[directory / site / name] = channel
    versions = _Versions(index)
    written = []
    for place, of_channel in channel_of.items():
        for ending, feed in _FEEDS.items():
            path = place.with_name(place.name + ending)
            if not (only_missing and path.exists()):
                replace_unsynced(path, feed(FeedName(site, of_channel), versions.newest(of_channel), ENTRIES))
                written.append(path)
    return written


def remove_feeds(directory: Path, site: str) -> None:
    """Remove the feeds of a site, and their directory if nothing else is in it."""
    for ending in _FEEDS:
        for path in (directory / f"{site}{ending}", *(directory / site).glob(f"*{ending}")):
            path.unlink(missing_ok=True)
    with suppress(OSError):
        (directory / site).rmdir()


class _Versions:
    """The newest versions of a site; each line is read once for all feeds."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._read: dict[str, dict[str, Any]] = {}

    def newest(self, channel: str | None) -> list[dict[str, Any]]:
        """Return the latest versions of the newest bulletins that are not withdrawn, newest first."""
        known = self.index.newest(ENTRIES, channel)
        self._read |= {one.id: self.index.version(one) for one in known if one.id not in self._read}
        return [self._read[one.id] for one in known]
