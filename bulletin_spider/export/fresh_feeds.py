"""Keep an Atom feed of each site and of each of its channels up to date, in a directory that a web server can serve."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import replace_unsynced
from bulletin_spider.archive.search.search import SearchRequest, find_versions
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.export.formats.atom import atom_feed
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ENTRIES = 50
"""Entries of a feed. Feed readers come often, so the newest bulletins are enough."""


def refresh_feeds(directory: Path, archive: Path, site: str, channels: Iterable[str]) -> list[Path]:
    """Write ``<site>.atom`` and ``<site>/<channel>.atom``, each under its name only when it is complete.

    Return their paths. The newest bulletins come from the search index, which first reads the segments that it lacks.
    """
    index = WordIndex.open(archive)
    try:
        written = [_write(index, directory / f"{site}.atom", site, None)]
        for channel in channels:
            name = channel.strip("/").replace("/", "_").lstrip(".") or "channel"
            written.append(_write(index, directory / site / f"{name}.atom", site, channel))
    finally:
        index.close()
    return written


def remove_feeds(directory: Path, site: str) -> None:
    """Remove the feeds of a site, and their directory if nothing else is in it."""
    for path in (directory / f"{site}.atom", *(directory / site).glob("*.atom")):
        path.unlink(missing_ok=True)
    with suppress(OSError):
        (directory / site).rmdir()


def _write(index: WordIndex, path: Path, site: str, channel: str | None) -> Path:
    found = find_versions(index, SearchRequest(site=site, channel=channel))
    newest = (version for version in found if version["change"] != Change.WITHDRAWN)
    replace_unsynced(path, atom_feed(site, channel, islice(newest, ENTRIES), ENTRIES))
    return path
