"""Store what Scrapy's feed export writes as segments; each segment is published whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from bulletin_spider.archive.atomic_files import Part, open_part, publish
from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

SCHEME = "segment"


class SegmentStorage:
    """Scrapy feed storage for the URI ``segment:<site>/<run>-<n>.jsonl``, a file below the archive's ``bulletins/``."""

    def __init__(self, final: Path, crawler: Crawler) -> None:
        self.final = final
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, **_options: object) -> Self:
        site, _, name = uri.removeprefix(f"{SCHEME}:").rpartition("/")
        return cls(Layout(Path(crawler.settings["ARCHIVE_DIR"])).bulletins(site) / name, crawler)

    def open(self, spider: Spider) -> Part:  # noqa: ARG002 - Scrapy's protocol
        """Return the temporary file that the exporter writes to."""
        return open_part(self.final)

    def store(self, file: Part) -> None:
        """Publish the segment after syncing the captures that its lines name."""
        archive = self.crawler.spider.site_archive  # type: ignore[union-attr]
        archive.captures.sync()
        publish(file, self.final)
        archive.published.append(self.final)
