"""Open a site's archive before a run's first request, and give it to the components that ask for it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.reading_journal import ReadingJournal
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.clock import clock_of
from bulletin_spider.contract.schema import SITE_NAME
from bulletin_spider.credentials import has_user, without_passwords
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler


class ArchiveExtension:
    """Owns the lock, the index and the captures of one run.

    The site has the name of the spider. Only a spider with a method ``archive_opened`` may name another in ``site``.
    """

    def __init__(self, site_archive: SiteArchive) -> None:
        self.site_archive = site_archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the archive. Raises ``UsageFault``, ``LockedSite`` or ``ArchiveFault``.

        A spider with a method ``archive_opened`` is called with the archive; if that raises, the archive is closed.
        """
        spider = crawler.spider
        assert spider is not None
        for url in getattr(spider, "start_urls", ()):
            if has_user(url):
                raise UsageFault(f"leave user and password out of the address {without_passwords(url)}")
        settings, opened = crawler.settings, getattr(spider, "archive_opened", None)
        layout, site, clock = Layout.of(settings), _site_of(spider), clock_of(spider)
        roll_at = settings.getint("CAPTURE_ROLL_BYTES")
        archive = SiteArchive.begin(layout, site, clock.now(dt.UTC), roll_at, clock)
        try:
            if callable(opened):
                opened(archive)
        except BaseException:
            archive.close()
            raise
        return cls(archive)


def _site_of(spider: Spider) -> str:
    """Return the name of the site, which names files. Raises ``UsageFault`` if it cannot."""
    site = (
        getattr(spider, "site", spider.name)
        if callable(getattr(spider, "archive_opened", None))
        else spider.name
    )
    if not isinstance(site, str) or not SITE_NAME.fullmatch(site):
        raise UsageFault(
            f"{site!r} cannot name a site in the archive: no blank, no slash, and no dot at the beginning;"
            " rename the spider, or set 'archive = False' in its class"
        )
    return site


def opened_archive(crawler: Crawler) -> SiteArchive:
    """Return the archive of the run. Raises ``RuntimeError`` if the run works without the archive."""
    extension = crawler.get_extension(ArchiveExtension)
    if extension is None:
        raise RuntimeError("this run works without the archive")
    return extension.site_archive


def reading_journal(crawler: Crawler) -> ReadingJournal:
    """Return the journal of the pages that the run reads; one that notes nothing if it works without the archive."""
    extension = crawler.get_extension(ArchiveExtension) if crawler.extensions else None
    return extension.site_archive.reading if extension else ReadingJournal(Path(os.devnull), "")
