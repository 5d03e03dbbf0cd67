"""Write the record of a run to ``runs/<site>/``: what it found, what it stored and how it ended."""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.utils.defer import deferred_from_coro

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.archive.idle_records import fold
from bulletin_spider.archive.record_chain import BASE, newest_name
from bulletin_spider.archive.rejected_pages import DROPPED_BULLETINS, RejectionExtension
from bulletin_spider.archive.run_records import append_idle_record, append_run_record
from bulletin_spider.clock import clock_of
from bulletin_spider.contract.fields import is_bulletin
from bulletin_spider.crawl.failures import pipeline_of
from bulletin_spider.crawl.run_state import RunState
from bulletin_spider.exceptions import ArchiveFault, DatabaseFault, RunFault
from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.network.closing import DROPPED
from bulletin_spider.network.crawl_delay import CrawlDelayExtension
from bulletin_spider.operations.health.checkup import REFUSED_SIGN, HealthReport, check_health
from bulletin_spider.operations.health.measures import RunMeasures
from bulletin_spider.operations.outcome.decision import (
    Decision,
    RunFacts,
    Unread,
    count_rows,
    decide,
    turned_away,
)
from bulletin_spider.operations.reporting.moments import CHECK_CLOCK, future_end_text
from bulletin_spider.operations.run.idle import is_idle_run
from bulletin_spider.operations.run.record import (
    health_fields,
    published_entries,
    reading_rules,
    refusal_counts,
    run_record,
)
from bulletin_spider.pipelines.provenance import YIELDED
from bulletin_spider.statuses import UNREADABLE, FailureKind, Outcome, RowStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

run_recorded = object()
"""Signal: a run is recorded, and its site is still locked. Argument: ``record``."""


class RunExtension:
    """Records a run once its last segment is on disk. Then ``decision`` and ``record`` are set.

    Both stay unset if the spider walks no channels, yielded no bulletin and has no past in the archive: such a run ends
    as Scrapy ends it, and leaves nothing in the archive.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = clock_of(crawler.spider).now(dt.UTC)
        self.finish: str = Outcome.ERROR
        self.decision: Decision | None = None
        self.record: dict[str, Any] = {}
        self.measures = RunMeasures()
        self._run: RunState | None = None
        self.settled = 0
        """Bulletins with a result: published, left out, or lost by an error in a pipeline."""
        self.discarded = False
        """Whether the run ended without leaving anything in the archive."""
        self.is_recorded = False
        """Whether the record is in the archive."""
        self.unasked = ""
        """Why the index could not be asked any more; empty if it could."""
        self.is_idle = False
        """Whether the run found nothing new, and its record is one short line."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        for name in (
            "spider_opened",
            "item_scraped",
            "item_dropped",
            "item_error",
            "spider_error",
            "spider_closed",
        ):
            crawler.signals.connect(getattr(extension, name), getattr(signals, name))
        crawler.signals.connect(extension.feed_exporter_closed, signals.feed_exporter_closed)
        return extension

    @property
    def run(self) -> RunState:
        """The state of the run, once the spider is opened."""
        assert self._run is not None
        return self._run

    def spider_opened(self) -> None:
        """Take the state of the run."""
        self._run = RunState.of(self.crawler)
        self.run.archive.reading.begin(reading_rules(self.run))

    def item_scraped(self, item: object, response: Response | None) -> None:
        """Measure a published bulletin, with the day that its row in the listing shows."""
        if isinstance(item, Bulletin):
            self.settled += 1
            row = response.request.cb_kwargs.get("row") if response and response.request else None
            self.measures.add(item, row.date if row else None)

    @property
    def saw_bulletin(self) -> bool:
        """Whether the spider yielded a bulletin, published or not, or a pipeline made one of another item."""
        counts = self.crawler.stats.get_stats()
        return bool(counts.get(YIELDED) or self.measures.changes or refusal_counts(counts))

    def item_dropped(self, item: object) -> None:
        """Count a bulletin that was left out."""
        self.settled += is_bulletin(item)

    def item_error(self, item: object, failure: Failure) -> None:
        """Note a bulletin that a pipeline lost; the ledger of a spider that walks channels notes it itself."""
        self.settled += is_bulletin(item)
        self._end_without_index(failure)
        if not self.run.walks_channels:
            self.run.ledger.reasons[f"{type(failure.value).__name__} in {pipeline_of(failure)}"] += 1

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """Note a callback that raised; the ledger of a spider that walks channels notes it itself."""
        self._end_without_index(failure)
        if not self.run.walks_channels:
            request: Request | None = response.request if response is not None else None
            where = request.url if request else "an answer"
            self.run.ledger.reasons[f"{type(failure.value).__name__} while reading {where}"] += 1

    def _end_without_index(self, failure: Failure) -> None:
        """End the run if the database of the index is away: what is new cannot be told from what is known."""
        if isinstance(failure.value, DatabaseFault) and not self.unasked:
            self.unasked = str(failure.value)
            assert self.crawler.engine
            deferred_from_coro(self.crawler.engine.close_spider_async(reason="the index is away"))

    def spider_closed(self, reason: str) -> None:
        """Remember why Scrapy ended the run."""
        self.finish = reason

    def feed_exporter_closed(self) -> None:
        """Compare what was to be published with what is on disk, record the run, and release the site's lock."""
        run = self._run
        if run is None:  # a pipeline or a middleware failed before the spider was opened
            opened_archive(self.crawler).discard()
            return
        if not (run.walks_channels or self.saw_bulletin or run.archive.index.last_run()):
            run.archive.discard()
            self.discarded = True
            return
        try:
            self._record_run(run)
        except (OSError, RunFault) as error:
            fault = error if isinstance(error, RunFault) else ArchiveFault(run.archive.layout.root, error)
            reasons = self.record.get("reasons", [])
            if superseded := run.archive.lock.superseded:
                fault, reasons = superseded, []
            self.decision = Decision(fault.outcome, [*reasons, str(fault)])
            empty = {
                "run": run.run,
                "site": run.site,
                "published": 0,
                "channels": {},
                "files": [],
                "visits": {},
            }
            self.record = empty | self.record | {"outcome": fault.outcome, "reasons": self.decision.reasons}
            logger.error("%s: %s", run.site, fault)  # noqa: TRY400 - one line for the person who reads it
        if self.is_recorded:
            self.crawler.signals.send_catch_log(run_recorded, record=self.record)
        with suppress(RunFault):  # the record is written; the next run brings the index up to date
            run.archive.end(clean=self.record["outcome"] not in {Outcome.OUTPUT_FAILED, Outcome.LOCKED})

    def _record_run(self, run: RunState) -> None:
        archive = run.archive
        counts = self.crawler.stats.get_stats()
        unkept = self._close_captures(run)
        files = published_entries(archive)
        checkup = self._check(run)
        self._count_attempts(run, checkup)
        stored = sum(file["lines"] for file in files)
        self.record = {"published": stored, "files": files}
        if (lost := counts.get(YIELDED, 0) - self.settled) > 0:
            run.ledger.reasons["a pipeline returned something else in its place"] += lost
        self.decision = self._decide(run, checkup, stored, unkept)
        record = run_record(run, self.decision, self.started, files, counts) | health_fields(checkup)
        self.record = record
        self.record = self._append(run, record)
        self.is_recorded = True
        self._update_index(run)
        text = "; ".join([self.decision.outcome, *self.decision.reasons])
        logger.info("%s: %d published, %s", run.site, self.record["published"], text)

    def _update_index(self, run: RunState) -> None:
        """Read into the index what the run has published; if its database is away, the next run does it."""
        archive = run.archive
        try:
            archive.index.add_published(archive.published, run.run)
        except DatabaseFault as fault:
            archive.unfinished = True
            logger.warning(
                "%s: %s; nothing is lost, the next run brings the index up to date", run.site, fault
            )

    def _append(self, run: RunState, record: dict[str, Any]) -> dict[str, Any]:
        """Append the record, for an idle run its short line. Return the whole record in either case."""
        archive, layout, site = run.archive, run.archive.layout, run.site
        last, newest = archive.index.last_record(), newest_name(layout, site)
        failures = self.crawler.stats.get_value("downloader/exception_count", 0)
        if not is_idle_run(record, last, newest, archive.captures, failures):
            return append_run_record(layout, site, record)
        self.is_idle = True
        line = append_idle_record(layout, site, fold(record, last))
        return record | {BASE: line[BASE]}

    def _close_captures(self, run: RunState) -> str:
        """Publish the captures. Return why they, or the refused pages, are incomplete; empty if they are complete."""
        captures = run.archive.captures
        with suppress(ArchiveFault):
            captures.close()
        removed = captures.forget_removed()
        rejection = self.crawler.get_extension(RejectionExtension)
        gone = f"removed during the run: {', '.join(removed)}" if removed else ""
        return str(captures.fault or (rejection and rejection.fault) or gone)

    def _check(self, run: RunState) -> HealthReport:
        accept = self.crawler.settings.getbool("HEALTH_ACCEPT")
        today = run.archive.clock.now(SHANGHAI).date()
        try:
            return check_health(run, self.measures, today, accept=accept)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A malformed record in the past must not cost the record of this run.
            cause = f"{type(error).__name__}: {error}"
            logger.warning("%s: cannot compare this run with its past (%s)", run.site, cause)
            return HealthReport()

    def _count_attempts(self, run: RunState, checkup: HealthReport) -> None:
        """Count the failed attempts at articles, unless the site or the rules failed for all of them."""
        walks, refused = run.ledger.walks, refusal_counts(self.crawler.stats.get_stats())
        rows, found_again = count_rows(walks, _owed_rows(run)), run.ledger.revisits.found
        site_blocks = turned_away(refused, rows, found_again) or any(
            walk.gap_kind == FailureKind.BLOCKED for walk in walks.values()
        )
        if not (site_blocks or REFUSED_SIGN in checkup.health.alarms):
            run.ledger.close(self.crawler.settings.getint("ARTICLE_ATTEMPTS"))

    def _decide(self, run: RunState, checkup: HealthReport, stored: int, unkept: str) -> Decision:
        ledger, counts = run.ledger, self.crawler.stats.get_stats()
        return decide(
            RunFacts(
                finish=self.finish,
                walks=ledger.walks,
                failures=ledger.reasons,
                found_again=ledger.revisits.found,
                suspicion=ledger.revisits.suspicion(),
                unfinished=len(ledger.unfinished()),
                stored=stored,
                scraped=self.measures.changes.total(),
                unkept=unkept,
                unasked=self.unasked,
                copies_failed=self._copies_failed(),
                refused=refusal_counts(counts),
                owed=_owed_rows(run),
                unread=self._unread(run),
                drifts=[*checkup.drifts, *self._rule_drifts(run)],
                warnings=[
                    *checkup.warnings,
                    *self._pace_notes(run),
                    *_drop_notes(counts),
                    *self._clock_notes(run),
                ],
                unwalked=None
                if run.walks_channels
                else unwalked_reasons(counts, saw_bulletin=self.saw_bulletin),
            )
        )

    def _unread(self, run: RunState) -> Unread:
        settings, ledger = self.crawler.settings, run.ledger
        unread = ledger.unread()
        published = _published_among(
            run, unread
        )  # nothing is missing of a withdrawn one that is still listed
        statuses = Counter(status for identity, status in unread.items() if identity not in published)
        return Unread(
            asked=len(ledger.asked) - len(published),
            statuses={status: statuses[status] for status in UNREADABLE if statuses[status]},
            refusals=Counter(why for identity, why in ledger.refusals.items() if identity not in published),
            share=settings.getfloat("UNREAD_SHARE"),
            few=settings.getint("UNREAD_ARTICLES"),
        )

    def _rule_drifts(self, run: RunState) -> list[str]:
        """Return a sentence for each of the site's own rules that stopped to find something."""
        listings = [
            f"{walk.channel}: {text}"
            for walk in run.ledger.walks.values()
            for text in sorted(walk.missing_rules)
        ]
        return listings + self.measures.rule_drifts()

    def _pace_notes(self, run: RunState) -> list[str]:
        """Return a sentence if robots.txt asks for a longer delay than we keep: how many runs a full walk takes."""
        delays = self.crawler.get_extension(CrawlDelayExtension)
        if delays is None or not delays.note:
            return []
        seconds, walks = self.crawler.settings.getfloat("CLOSESPIDER_TIMEOUT"), run.ledger.walks.values()
        if not seconds:
            return [delays.note]
        pages = max(1, int(seconds / delays.ceiling))
        seen = sum(walk.pages + len(walk.seen) for walk in walks) + len(run.ledger.owed)
        least = "" if all(walk.closed for walk in walks) else "at least "
        runs = max(1, math.ceil(seen / pages))
        walk = f"a full walk takes {least}{runs} run{'s' * (runs > 1)}"
        return [
            f"{delays.note}: a run asks for about {pages} pages, and {walk} (setting CLOSESPIDER_TIMEOUT)"
        ]

    def _clock_notes(self, run: RunState) -> list[str]:
        """Return a sentence if the last run ended in the future, as far as this run's clock knows."""
        last = run.archive.index.last_record()
        text = future_end_text(last.get("run", ""), last.get("ended", ""), self.started)
        return [f"{text}; {CHECK_CLOCK}"] if text else []

    def _copies_failed(self) -> int:
        """Return how many feeds of ``-o`` and ``-O`` were not written."""
        stats = self.crawler.stats.get_stats()
        written = [
            count
            for name, count in stats.items()
            if name.startswith("feedexport/success_count/") and not name.endswith("SegmentStorage")
        ]
        settings = self.crawler.settings
        store_empty = settings.getbool("FEED_STORE_EMPTY")
        # A feed that stores no empty file may have had no item; one of the feeds is the archive's own, and such.
        feeds = settings.getdict("FEEDS").values()
        requested = sum(bool(feed.get("store_empty", store_empty)) for feed in feeds)
        return max(0, requested - sum(written)) if stats.get("item_scraped_count") else 0


def unwalked_reasons(counts: Mapping[str, Any], *, saw_bulletin: bool) -> list[str]:
    """Return what went wrong in a run without channels, from Scrapy's stats; empty if nothing did."""
    # A reason to retry is an exception's class, or a status code and its phrase: those answers are counted as ignored.
    prefix = "retry/reason_count/"
    retried = sum(
        count for name, count in counts.items() if name.startswith(prefix) and not name[len(prefix)].isdigit()
    )
    failed = counts.get("downloader/exception_count", 0) - retried - counts.get(DROPPED, 0)
    failed += counts.get("httperror/response_ignored_count", 0)
    reasons = [f"{failed} request{'s' * (failed > 1)} failed"] if failed > 0 else []
    if refused := sum(refusal_counts(dict(counts)).values()):
        reasons.append(f"{refused} bulletin{'s' * (refused > 1)} refused: rejected/ says why")
    return reasons if saw_bulletin else [*reasons, "the spider yielded no bulletin, though earlier runs did"]


def _drop_notes(counts: Mapping[str, Any]) -> list[str]:
    """Return a sentence if pipelines of the project dropped bulletins."""
    dropped = counts.get(DROPPED_BULLETINS, 0)
    text = (
        f"{dropped} bulletin{'s' * (dropped > 1)} dropped by a pipeline of the project: rejected/ says which"
    )
    return [text] if dropped else []


def _published_among(run: RunState, identities: Iterable[str]) -> Collection[str]:
    """Return which bulletins are published; none if the database of the index is away: the run is not called better."""
    try:
        return run.archive.index.known(identities)
    except DatabaseFault:
        return ()


def _owed_rows(run: RunState) -> Mapping[RowStatus, int]:
    """Return the statuses of owed rows if the last run was blocked or forbidden, else nothing.

    A site that is well may have single pages that stay closed: they say nothing about the site.
    """
    last = run.archive.index.last_record().get("outcome")
    return run.ledger.owed_statuses if last in {Outcome.BLOCKED, Outcome.FORBIDDEN} else {}
