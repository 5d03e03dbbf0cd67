"""Write the record of a run to ``runs/<site>.jsonl``: what it found, what it stored and how it ended."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from bulletin_spider.archive.rejected_pages import RejectionExtension
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.health.checkup import REFUSED_SIGN, HealthReport, check_health
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
    """Records a run once its last segment is on disk. Then ``decision`` and ``record`` are set."""

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
        """Measure a published bulletin, with the day that its row in the listing shows."""
        row = response.request.cb_kwargs.get("row") if response and response.request else None
        self.measures.add(item, row.date if row else None)

    def spider_closed(self, reason: str) -> None:
        """Remember why Scrapy ended the run."""
        self.finish = reason

    def feed_exporter_closed(self) -> None:
        """Compare what was to be published with what is on disk, record the run, and release the site's lock."""
        spider: DistrictSpider = self.crawler.spider  # type: ignore[assignment]
        try:
            self._record_run(spider)
        except (OSError, RunFault) as error:
            fault = (
                error if isinstance(error, RunFault) else ArchiveFault(spider.site_archive.layout.root, error)
            )
            self.decision = Decision(fault.outcome, [*self.record.get("reasons", []), str(fault)])
            empty = {
                "run": spider.run,
                "site": spider.site,
                "published": 0,
                "channels": {},
                "files": [],
                "visits": {},
            }
            self.record = empty | self.record | {"outcome": fault.outcome, "reasons": self.decision.reasons}
            logger.error("%s: %s", spider.site, fault)  # noqa: TRY400 - one line for the person who reads it

    def _record_run(self, spider: DistrictSpider) -> None:
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
        """Publish the captures. Return why they, or the refused pages, are incomplete; empty if they are complete."""
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
            # A malformed record in the past must not cost the record of this run.
            cause = f"{type(error).__name__}: {error}"
            logger.warning("%s: cannot compare this run with its past (%s)", spider.site, cause)
            return HealthReport()

    def _count_attempts(self, spider: DistrictSpider, checkup: HealthReport) -> None:
        """Count the failed attempts at articles, unless the site or the rules failed for all of them."""
        walks, refused = spider.ledger.walks, refusal_counts(self.crawler.stats.get_stats())
        rows, found_again = count_rows(walks, _owed_rows(spider)), spider.ledger.revisits.found
        site_blocks = turned_away(refused, rows, found_again) or any(
            walk.gap_kind == FailureKind.BLOCKED for walk in walks.values()
        )
        if not (site_blocks or REFUSED_SIGN in checkup.health.alarms):
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
        """Return how many feeds of ``-o`` and ``-O`` were not written."""
        stats = self.crawler.stats.get_stats()
        written = [
            count
            for name, count in stats.items()
            if name.startswith("feedexport/success_count/") and not name.endswith("SegmentStorage")
        ]
        requested = len(self.crawler.settings.getdict("FEEDS")) - 1  # one feed is the archive's own
        return max(0, requested - sum(written)) if stats.get("item_scraped_count") else 0


def _owed_rows(spider: DistrictSpider) -> Mapping[RowStatus, int]:
    """Return the statuses of owed rows if the last run was blocked or forbidden, else nothing.

    A site that is well may have single pages that stay closed: they say nothing about the site.
    """
    last = spider.site_archive.index.last_record().get("outcome")
    return spider.ledger.owed_statuses if last in {Outcome.BLOCKED, Outcome.FORBIDDEN} else {}
