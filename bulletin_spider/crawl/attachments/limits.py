"""Limit what a run asks for: bytes of a file and of a bulletin, time of the run, and ``-a limit=``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import AttachmentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bulletin_spider.crawl.article_spider import ArticleSpider

LARGEST_FILE = 10_000_000
"""Bytes of a file. Scrapy holds a response in memory, and a scanned decision of fifty pages has five megabytes."""
LARGEST_BULLETIN = 50_000_000
"""Bytes of all files of a bulletin."""
_SHARE = 4
"""The files get this part of the time of a run: a quarter. Articles and listings come first."""
_DEFAULT_SECONDS = 30 * 60
"""The time of a run without a time limit, of which the files get their part."""


def largest_file(files: Iterable[Mapping[str, Any]]) -> int:
    """Return how many bytes the next file of a bulletin may have; 0 if its files may have no more."""
    kept: int = sum(file["size"] for file in files if file.get("state") == AttachmentState.KEPT)
    return max(0, min(LARGEST_FILE, LARGEST_BULLETIN - kept))


class RunLimits:
    """What is left for the files of one run."""

    def __init__(self, spider: ArticleSpider) -> None:
        self.spider = spider
        self.asked = 0
        self._started = time.monotonic()
        self._end = self._started
        settings = spider.settings
        limit = settings.getfloat("CLOSESPIDER_TIMEOUT")
        self._span = (limit or _DEFAULT_SECONDS) / _SHARE
        self.seconds = min(2 * settings.getfloat("DOWNLOAD_TIMEOUT"), self._span)
        """The time of one request: ten megabytes take longer than a page."""
        self._latest = self._started + limit - self.seconds if limit else float("inf")

    def begin(self) -> None:
        """Start the time of the files. The last request ends before the time limit of the run."""
        self._end = min(time.monotonic() + self._span, self._latest)

    def reached(self) -> bool:
        """Return whether the run asks for no more files."""
        limit = self.spider.window.limit
        if limit is not None and len(self.spider.ledger.asked) + self.asked >= limit:
            return True
        return time.monotonic() >= self._end

    def bytes_of(self, most: int) -> int:
        """Return the largest size of the next response: ``most``, or the setting ``DOWNLOAD_MAXSIZE`` if it is less."""
        return min(most, self.spider.settings.getint("DOWNLOAD_MAXSIZE") or most)
