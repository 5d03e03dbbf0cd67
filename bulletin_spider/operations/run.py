"""A run's record: what was found, what was stored and how it ended, in one line of ``runs/<site>.jsonl``."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from bulletin_spider.archive.runs import append_run
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.operations.outcome import Outcome, decide

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from bulletin_spider.listings.base import DistrictSpider

logger = logging.getLogger(__name__)


class RunExtension:
    """Closes a run's books once its last segment is on disk. ``outcome`` and ``record`` are there afterwards."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = dt.datetime.now(dt.UTC)
        self.finish = "error"
        self.outcome: Outcome | None = None
        self.record: dict[str, Any] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        crawler.signals.connect(extension.feed_exporter_closed, signals.feed_exporter_closed)
        return extension

    def spider_closed(self, reason: str) -> None:
        """Note why Scrapy ended the run."""
        self.finish = reason

    def feed_exporter_closed(self) -> None:
        """Compare what was to be published with what is on disk, record the run and let the next one in."""
        spider: DistrictSpider = self.crawler.spider  # type: ignore[assignment]
        visit = spider.visit
        files = [
            described(path, visit.layout.root) for path in visit.layout.segments(spider.site, spider.run)
        ]
        stored = sum(file["lines"] for file in files)
        scraped = self.crawler.stats.get_value("item_scraped_count", 0)
        accounts = spider.accounts
        self.outcome = decide(self.finish, accounts.walks, accounts.reasons, stored, scraped)
        self.record = self._record(spider, files)
        try:
            append_run(visit.layout.runs(spider.site), self.record)
            visit.end()
        except OSError as error:
            self.outcome = Outcome("output failed", [str(ArchiveFault(visit.layout.root, error))])
            logger.error(self.outcome.reasons[0])  # noqa: TRY400 - one line for the person who reads it

    def _record(self, spider: DistrictSpider, files: list[dict[str, Any]]) -> dict[str, Any]:
        assert self.outcome is not None
        accounts, ended = spider.accounts, dt.datetime.now(dt.UTC)
        # What was fetched but not stored must not hide behind rows that were.
        unproven = {"closed": False} if self.outcome.word == "output failed" else {}
        failed = [*accounts.failed.values(), *accounts.unfinished()]
        return {
            "run": spider.run,
            "site": spider.site,
            "outcome": self.outcome.word,
            "reasons": self.outcome.reasons,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": ended.isoformat(timespec="seconds"),
            "narrowed": spider.window.narrow,
            "published": sum(file["lines"] for file in files),
            "channels": {name: walk.account() | unproven for name, walk in accounts.walks.items()},
            "owed": dict(accounts.owed),
            "failed": [asdict(row) for row in failed],
            "requests": self.crawler.stats.get_value("downloader/request_count", 0),
            "bytes": self.crawler.stats.get_value("downloader/response_bytes", 0),
            "files": files,
        }


def described(path: Path, root: Path) -> dict[str, Any]:
    """Return a published file's name below ``root``, its size, its lines and its SHA-256."""
    body = path.read_bytes()
    return {
        "name": path.relative_to(root).as_posix(),
        "lines": body.count(b"\n"),
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
