"""Refresh the manifest and the feeds after a run is recorded."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.run.extension import run_recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from bulletin_spider.archive.site_archive import SiteArchive

logger = logging.getLogger(__name__)


class RefreshExtension:
    """Refreshes the manifest and the feeds once the run is recorded, while the site is still locked.

    The archive is complete already: a failure here is only logged, and the next run tries again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.run_recorded, run_recorded)
        return extension

    def run_recorded(self, record: dict[str, Any]) -> None:
        """Refresh the derived files."""
        archive, feeds = opened_archive(self.crawler), self.crawler.settings["FEED_DIR"]
        if stale := refresh(archive, record, record.get("channels", ()), feeds):
            logger.error("%s", stale)


def refresh(archive: SiteArchive, record: dict[str, Any], channels: Iterable[str], feeds: str | None) -> str:
    """Refresh the manifest, and the feeds in the directory ``feeds``. Return why that failed; empty if it did not.

    A run that has published nothing, and that follows a clean run, only looks whether they are there.
    """
    stale = not archive.follows_clean_run
    try:
        refresh_manifest(archive.layout, archive.site, record, stale=stale)
        if feeds:
            from bulletin_spider.export.fresh_feeds import refresh_feeds  # noqa: PLC0415 - only if feeds are wanted

            published = stale or record.get("files") or record.get("recovered")
            refresh_feeds(Path(feeds), archive.index, channels, only_missing=not published)
    except (OSError, RunFault) as error:
        archive.unfinished = True
        return f"{archive.site}: the archive is whole, but its manifest or feeds are not fresh: {error}"
    return ""
