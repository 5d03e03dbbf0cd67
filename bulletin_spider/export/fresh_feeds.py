"""Keep an Atom feed of each site and of each of its channels up to date, in a directory that a web server can serve."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import replace_unsynced
from bulletin_spider.export.formats.atom import atom_feed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.index.index import Index

ENTRIES = 50
"""Entries of a feed. Feed readers come often, so the newest bulletins are enough."""


def refresh_feeds(
    directory: Path, index: Index, channels: Iterable[str], *, only_missing: bool = False
) -> list[Path]:
    """Write ``<site>.atom`` and ``<site>/<channel>.atom``, each under its name only when it is complete.

    Return the paths of those that were written. The newest bulletins come from the site's index, and their lines from
    their places in the segments. With ``only_missing``, because nothing was published, an existing feed stays.
    """
    site = index.site
    paths: dict[Path, str | None] = {directory / f"{site}.atom": None}
    for channel in channels:
        name = channel.strip("/").replace("/", "_").lstrip(".") or "channel"
        paths[directory / site / f"{name}.atom"] = channel
    versions = _Versions(index)
    written = [path for path in paths if not (only_missing and path.exists())]
    for path in written:
        replace_unsynced(path, atom_feed(site, paths[path], versions.newest(paths[path]), ENTRIES))
    return written


def remove_feeds(directory: Path, site: str) -> None:
    """Remove the feeds of a site, and their directory if nothing else is in it."""
    for path in (directory / f"{site}.atom", *(directory / site).glob("*.atom")):
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
