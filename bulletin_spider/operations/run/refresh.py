"""Refresh the manifest and the feeds after a run is recorded."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.archive.manifest import refresh_manifest
from bulletin_spider.exceptions import RunFault
from bulletin_spider.export.fresh_feeds import refresh_feeds
from bulletin_spider.operations.run.extension import RunExtension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class RefreshExtension:
    """At the end of a run, refreshes the manifest and the feeds.

    It runs after ``RunExtension``, so the archive is complete already: a failure here is only logged.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.feed_exporter_closed, signals.feed_exporter_closed)
        return extension

    def feed_exporter_closed(self) -> None:
        """Refresh the derived files."""
        run, feeds = self.crawler.get_extension(RunExtension), self.crawler.settings["FEED_DIR"]
        if run is None or run.decision is None:
            return
        archive, record = opened_archive(self.crawler), run.record
        if stale := refresh(archive.layout, archive.site, record, record["channels"], feeds):
            logger.error("%s", stale)


def refresh(
    layout: Layout, site: str, record: dict[str, Any], channels: Iterable[str], feeds: str | None
) -> str:
    """Refresh the manifest, and the feeds in the directory ``feeds``. Return why that failed; empty if it did not."""
    try:
        refresh_manifest(layout, site, record)
        if feeds:
            refresh_feeds(Path(feeds), layout.root, site, channels)
    except (OSError, RunFault) as error:
        return f"{site}: the archive is whole, but its manifest or feeds are not fresh: {error}"
    return ""
