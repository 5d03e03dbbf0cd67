"""A run's record: what was found, what was stored and how it ended, in one line of ``runs/<site>.jsonl``."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from bulletin_spider.archive.rejected_pages import RejectionExtension
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.health.checkup import HealthReport, check_health
from bulletin_spider.operations.health.measures import RunMeasures
from bulletin_spider.operations.outcome.decision import Decision, RunFacts, count_rows, decide, turned_away
from bulletin_spider.operations.run.record import health_fields, refusal_counts, run_record, segment_entry
from bulletin_spider.statuses import FailureKind, Outcome, RowStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from bulletin_spider.crawl.spider import DistrictSpider
    from bulletin_spider.items import Bulletin

logger = logging.getLogger(__name__)


class RunExtension:
    """Closes a run's books once its last segment is on disk. ``outcome`` and ``record`` are there afterwards."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = dt.datetime.now(dt.UTC)
        self.finish: str = Outcome.ERROR
        self.decision: Decision | None = None
        self.record: dict[str, Any] = {}
        self.measures = RunMeasures()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        crawler.signals.connect(extension.feed_exporter_closed, signals.feed_exporter_closed)
        return extension

    def item_scraped(self, item: Bulletin, response: Response | None) -> None:
        """Measure what is published, beside what its row in the listing said."""
        row = response.request.cb_kwargs.get("row") if response and response.request else None
        self.measures.add(item, row.date if row else None)

    def spider_closed(self, reason: str) -> None:
        """Note why Scrapy ended the run."""
        self.finish = reason

    def feed_exporter_closed(self) -> None:
        """Compare what was to be published with what is on disk, record the run and let the next one in."""
        spider: DistrictSpider = self.crawler.spider  # type: ignore[assignment]
        try:
            self._close_books(spider)
        except (OSError, RunFault, SQLAlchemyError) as error:
            outcome = error.outcome if isinstance(error, RunFault) else Outcome.OUTPUT_FAILED
            reason = failure_text(error, spider)
            self.decision = Decision(outcome, [*self.record.get("reasons", []), reason])
            empty = {
                "run": spider.run,
                "site": spider.site,
                "published": 0,
                "channels": {},
                "files": [],
                "visits": {},
            }
            self.record = empty | self.record | {"outcome": outcome, "reasons": self.decision.reasons}
            logger.error("%s: %s", spider.site, reason)  # noqa: TRY400 - one line for the person who reads it

    def _close_books(self, spider: DistrictSpider) -> None:
        archive = spider.site_archive
        counts = self.crawler.stats.get_stats()
        root = archive.layout.root
        unkept = self._close_captures(spider)
        files = [segment_entry(path, root) for path in sorted(archive.published) if path.exists()]
        checkup = self._check(spider)
        self._count_attempts(spider, checkup)
        stored = sum(file["lines"] for file in files)
        self.decision = self._decide(spider, checkup, stored, unkept)
        self.record = run_record(spider, self.decision, self.started, files, counts) | health_fields(checkup)
        append_run_record(archive.layout.runs(spider.site), self.record)
        text = "; ".join([self.decision.outcome, *self.decision.reasons])
        logger.info("%s: %d published, %s", spider.site, self.record["published"], text)
        archive.end(clean=self.decision.outcome != Outcome.OUTPUT_FAILED)

    def _close_captures(self, spider: DistrictSpider) -> str:
        """Publish the captures and return why they, or the refused pages, are not whole; empty if they are."""
        captures = spider.site_archive.captures
        with suppress(ArchiveFault):
            captures.close()
        rejection = self.crawler.get_extension(RejectionExtension)
        return str(captures.fault or (rejection and rejection.fault) or "")

    def _check(self, spider: DistrictSpider) -> HealthReport:
        accept = self.crawler.settings.getbool("HEALTH_ACCEPT")
        today = dt.datetime.now(SHANGHAI).date()
        try:
            return check_health(spider, self.measures, today, accept=accept)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # Records that nobody of ours has written must not cost the one of this run.
            told = f"{type(error).__name__}: {error}"
            logger.warning("%s: its past cannot be compared with (%s)", spider.site, told)
            return HealthReport()

    def _count_attempts(self, spider: DistrictSpider, checkup: HealthReport) -> None:
        """Count this run against the articles it asked for in vain, unless no article at all could be read."""
        walks, refused = spider.ledger.walks, refusal_counts(self.crawler.stats.get_stats())
        rows, found_again = count_rows(walks, _owed_rows(spider)), spider.ledger.revisits.found
        unwanted = turned_away(refused, rows, found_again) or any(
            walk.gap_kind == FailureKind.BLOCKED for walk in walks.values()
        )
        if not (unwanted or "refused" in checkup.health.alarms):
            spider.ledger.close(self.crawler.settings.getint("ARTICLE_ATTEMPTS"))

    def _decide(self, spider: DistrictSpider, checkup: HealthReport, stored: int, unkept: str) -> Decision:
        ledger = spider.ledger
        return decide(
            RunFacts(
                finish=self.finish,
                walks=ledger.walks,
                failures=ledger.reasons,
                found_again=ledger.revisits.found,
                suspicion=ledger.revisits.suspicion(),
                unfinished=len(ledger.unfinished()),
                stored=stored,
                scraped=self.crawler.stats.get_value("item_scraped_count", 0),
                unkept=unkept,
                copies_failed=self._copies_failed(),
                refused=refusal_counts(self.crawler.stats.get_stats()),
                owed=_owed_rows(spider),
                drifts=checkup.drifts,
                warnings=checkup.warnings,
            )
        )

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


def _owed_rows(spider: DistrictSpider) -> Mapping[RowStatus, int]:
    """Return what became of owed rows, if they may speak for the site: a well one may have pages that stay shut."""
    last = spider.site_archive.index.last_record().get("outcome")
    return spider.ledger.owed_statuses if last in {Outcome.BLOCKED, Outcome.FORBIDDEN} else {}


def failure_text(error: OSError | RunFault | SQLAlchemyError, spider: DistrictSpider) -> str:
    """Return what a person is told when the books could not be closed."""
    if isinstance(error, DatabaseError):
        return f"{spider.site_archive.layout.index}: {error.orig}; nothing is lost, the next run brings it up to date"
    return str(ArchiveFault(spider.site_archive.layout.root, error) if isinstance(error, OSError) else error)
