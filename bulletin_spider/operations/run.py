"""A run's record: what was found, what was stored and how it ended, in one line of ``runs/<site>.jsonl``."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from bulletin_spider.archive.runs import append_run
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.operations.outcome import Books, Outcome, decide

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
        try:
            self._close_books(spider)
        except (OSError, RunFault, SQLAlchemyError) as error:
            word = error.outcome if isinstance(error, RunFault) else "output failed"
            told = unindexed(error, spider) if isinstance(error, DatabaseError) else str(error)
            self.outcome = Outcome(word, [*self.record.get("reasons", []), told])
            self.record |= {"outcome": word, "reasons": self.outcome.reasons}
            logger.error("%s: %s", spider.site, told)  # noqa: TRY400 - one line for the person who reads it

    def _close_books(self, spider: DistrictSpider) -> None:
        visit, accounts = spider.visit, spider.accounts
        root = visit.layout.root
        unkept = self._close_captures(spider)
        files = [described(path, root) for path in sorted(visit.published) if path.exists()]
        accounts.close(self.crawler.settings.getint("ARTICLE_ATTEMPTS"))
        self.outcome = decide(
            Books(
                finish=self.finish,
                walks=accounts.walks,
                failures=accounts.reasons,
                suspicion=accounts.visits.suspect(),
                unfinished=len(accounts.unfinished()),
                stored=sum(file["lines"] for file in files),
                scraped=self.crawler.stats.get_value("item_scraped_count", 0),
                unkept=unkept,
                copies_failed=self._copies_failed(),
            )
        )
        self.record = self._record(spider, files)
        append_run(visit.layout.runs(spider.site), self.record)
        visit.end(clean=self.outcome.word != "output failed")

    def _close_captures(self, spider: DistrictSpider) -> str:
        """Publish the captures and return why they are not whole, empty if they are."""
        captures = spider.visit.captures
        with suppress(ArchiveFault):
            captures.close()
        return str(captures.fault or "")

    def _copies_failed(self) -> int:
        """Return how many of a person's own feeds (``-o``, ``-O``) did not come to be."""
        stats = self.crawler.stats.get_stats()
        own = [
            count
            for name, count in stats.items()
            if name.startswith("feedexport/success_count/") and not name.endswith("SegmentStorage")
        ]
        wanted = len(self.crawler.settings.getdict("FEEDS")) - 1
        return max(0, wanted - sum(own)) if stats.get("item_scraped_count") else 0

    def _record(self, spider: DistrictSpider, files: list[dict[str, Any]]) -> dict[str, Any]:
        assert self.outcome is not None
        accounts, ended, root = spider.accounts, dt.datetime.now(dt.UTC), spider.visit.layout.root
        # What was fetched but not stored must not hide behind rows that were, nor be owed no longer.
        unstored = self.outcome.word == "output failed"
        unproven = {"closed": False} if unstored else {}
        failed = accounts.failed | {row.id: row for row in accounts.unfinished()}
        if unstored:
            failed |= accounts.owed
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
            "owed": dict(accounts.owed_words),
            "failed": [asdict(row) for row in failed.values()],
            "settled": {} if unstored else accounts.settled,
            **accounts.visits.account(),
            "requests": self.crawler.stats.get_value("downloader/request_count", 0),
            "bytes": self.crawler.stats.get_value("downloader/response_bytes", 0),
            "files": files,
            "pages": spider.visit.memory.account(),
            "captures": spider.visit.captures.files,
            "recovered": [hashed(path, root) for path in spider.visit.recovered],
        }


def unindexed(error: DatabaseError, spider: DistrictSpider) -> str:
    """Return what a person is told when the index could not be brought up to date."""
    return f"{spider.visit.layout.index}: {error.orig}; nothing is lost, the next run brings it up to date"


def described(path: Path, root: Path) -> dict[str, Any]:
    """Return a published segment's name below ``root``, its lines, its size and its SHA-256."""
    body = path.read_bytes()
    return {"name": path.relative_to(root).as_posix(), "lines": body.count(b"\n")} | hashed(path, root)


def hashed(path: Path, root: Path) -> dict[str, Any]:
    """Return a file's name below ``root``, its size and its SHA-256, in constant memory."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"name": path.relative_to(root).as_posix(), "bytes": file.tell(), "sha256": digest}
