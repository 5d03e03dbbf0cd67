"""Feeds that stay fresh: one of each site and one of each of its channels, in a directory that a web server shows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.archive.search.search import Wanted, find
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.export.formats.atom import feed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ENTRIES = 50


def refresh_feeds(directory: Path, archive: Path, site: str, channels: Iterable[str]) -> list[Path]:
    """Write ``<site>.atom`` and ``<site>/<channel>.atom``, each as a whole, and return their paths.

    The search index knows the newest bulletins at once, and is caught up for it by what it has not seen.
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


def _write(index: WordIndex, path: Path, site: str, channel: str | None) -> Path:
    newest = (one for one in find(index, Wanted(site=site, channel=channel)) if one["change"] != "withdrawn")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(feed(site, channel, islice(newest, ENTRIES), ENTRIES))
    part.replace(path)
    return path
