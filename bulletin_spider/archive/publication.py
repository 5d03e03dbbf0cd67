"""Whole files only: written under a temporary name, synced, then given their name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from bulletin_spider.archive.layout import PART_SUFFIX, Layout

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

SCHEME = "segment"


def open_part(final: Path) -> IO[bytes]:
    """Open the temporary file that :func:`publish` will turn into ``final``; it lies in the same directory."""
    final.parent.mkdir(parents=True, exist_ok=True)
    return final.with_name(f".{final.name}{PART_SUFFIX}").open("wb")


def publish(part: IO[bytes], final: Path) -> None:
    """Make the part appear as ``final``, whole and durable.

    Raises ``FileExistsError`` if ``final`` is there already: a published file is never replaced.
    """
    part.flush()
    os.fsync(part.fileno())
    part.close()
    os.link(part.name, final)
    Path(part.name).unlink()
    sync_directory(final.parent)


def sync_directory(directory: Path) -> None:
    """Make new names in ``directory`` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SegmentStorage:
    """Scrapy's feed storage for ``segment:<site>/<run>-<n>.jsonl`` below the archive's ``bulletins/``."""

    def __init__(self, final: Path, crawler: Crawler) -> None:
        self.final = final
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, **_options: object) -> Self:
        site, _, name = uri.removeprefix(f"{SCHEME}:").rpartition("/")
        return cls(Layout(Path(crawler.settings["ARCHIVE_DIR"])).bulletins(site) / name, crawler)

    def open(self, spider: Spider) -> IO[bytes]:  # noqa: ARG002 - Scrapy's protocol
        """Return the temporary file that the exporter writes to."""
        return open_part(self.final)

    def store(self, file: IO[bytes]) -> None:
        """Publish the segment, after the captures that its lines name."""
        visit = self.crawler.spider.visit  # type: ignore[union-attr]
        visit.captures.sync()
        publish(file, self.final)
        visit.published.append(self.final)
