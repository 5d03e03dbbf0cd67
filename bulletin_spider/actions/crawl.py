"""``bulletin crawl SITE``: crawl one site; Scrapy's own command, with a summary and an exit code for each outcome."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
from asyncio import Task
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy import signals
from twisted.internet.defer import Deferred

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import site_to_run
from bulletin_spider.actions._output import print_fault, print_line, relative_path
from bulletin_spider.actions._watches import RunWatches
from bulletin_spider.archive.index.totals import read_totals
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.exceptions import RunFault
from bulletin_spider.messages.apprise_sending import address_fault, send_message
from bulletin_spider.messages.message import Message
from bulletin_spider.operations.outcome.advice import advice, is_quiet
from bulletin_spider.operations.outcome.unrecorded_runs import repeated_crash_warning
from bulletin_spider.operations.reporting.notification import notify
from bulletin_spider.operations.reporting.notified_starts import NotifiedStarts
from bulletin_spider.operations.reporting.ping import Ping
from bulletin_spider.operations.reporting.summary import summary
from bulletin_spider.operations.run.extension import RunExtension
from bulletin_spider.operations.run.start_check import check_start
from bulletin_spider.operations.run.stopping import StopWatcher, limit_time
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler, CrawlerProcessBase
    from twisted.python.failure import Failure


class CrawlAction(Action):
    """Visit one site and publish what is new."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--json`` and ``--quiet``."""
        parser.add_argument("--json", action="store_true", help="print the run's record instead of a summary")
        parser.add_argument("--quiet", action="store_true", help="print nothing if the run is well")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl, print its summary and set the exit code of its outcome."""
        self.ping = Ping(self.settings["PING"] or "", self._warn)
        self.exitcode = self._crawl(args, opts)
        self.ping.end(self.exitcode)

    def _crawl(self, args: list[str], opts: argparse.Namespace) -> int:
        process = self.crawler_process
        assert process is not None
        self._check_notification(opts.spargs.get("site", args[0] if args else ""))
        # The site's file may hang, too, and its own limit is not known before. A wrong value is reported below.
        with suppress(ValueError, OverflowError):
            limit_time(self.settings)
        try:
            site = site_to_run(args, process.spider_loader)
            crawler = process.create_crawler(site)
            check_start(crawler)
        except RunFault as fault:
            return self._report_failed_start(args[0] if args else "", fault)
        self._warn_of_unrecorded_runs(opts.spargs.get("site", site))
        self.watches = RunWatches(self.settings, "crawl")
        crawler.signals.connect(self.ping.start, signals.spider_opened)
        failed = self._run_crawler(process, crawler, opts.spargs)
        return self._report_failed_start(site, failed) if failed else self._report_run(crawler, opts)

    def _run_crawler(
        self, process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]
    ) -> BaseException | None:
        """Run the crawler to its end, and return what kept it from starting."""
        self.stop_watcher = StopWatcher()
        crawling = process.crawl(crawler, **arguments)
        self.stop_watcher.watch(crawler)  # after crawl(), which installs a reactor that is not asyncio's
        failures: list[BaseException | None] = []

        def keep(failure: Failure) -> None:
            failures.append(failure.value)

        if isinstance(crawling, Deferred):
            crawling.addErrback(keep)
        process.start()
        if isinstance(crawling, Task) and crawling.done() and not crawling.cancelled():
            failures.append(crawling.exception())
        return failures[0] if failures else None

    def _check_notification(self, site: str) -> None:
        """Warn if nobody can be notified, and prepare the memory of what was told while there is room for it."""
        if addresses := self.settings["NOTIFY"]:
            NotifiedStarts(archive_path(self.settings["ARCHIVE_DIR"])).prepare(site)
            if fault := address_fault(addresses):
                self._warn(f"nobody is notified: {fault}")

    def _warn_of_unrecorded_runs(self, site: str) -> None:
        """Warn that earlier runs left no record. This happens before the crawl, as the same may happen to this run."""
        with suppress(OSError):
            layout = Layout.of(self.settings)
            if found := repeated_crash_warning(layout, site, dt.datetime.now(dt.UTC)):
                text, is_news = found
                self._warn(f"{site}: {text}")
                if is_news and (addresses := self.settings["NOTIFY"]):
                    message = f"{text}\n{advice(Outcome.ERROR, site)}"
                    send_message(addresses, Message(f"{site}: runs are lost", message))

    def _report_failed_start(self, site: str, fault: BaseException) -> int:
        outcome = fault.outcome if isinstance(fault, RunFault) else Outcome.ERROR
        if outcome not in {Outcome.USAGE, Outcome.LOCKED}:
            self.ping.due = True
            self._notify({"site": site, "outcome": outcome, "reasons": [str(fault)], "published": 0})
        return print_fault("crawl", fault)

    def _notify(self, record: dict[str, Any]) -> None:
        """Notify a person if the site's state changed; a failure to do so does not change the run's outcome."""
        layout = Layout.of(self.settings)
        if (addresses := self.settings["NOTIFY"]) and (failed := notify(addresses, layout, [record])):
            self._warn(failed)

    def _warn(self, text: str) -> None:
        print(f"{PROGRAM} crawl: warning: {text}", file=sys.stderr)

    def _report_run(self, crawler: Crawler, opts: argparse.Namespace) -> int:
        extension = crawler.get_extension(RunExtension)
        if extension is None or extension.discarded:  # the run wanted nothing of the archive
            assert self.crawler_process is not None
            return int(self.crawler_process.bootstrap_failed)
        if extension.decision is None:
            outcome = Outcome.INTERRUPTED if self.stop_watcher.stopped_by else Outcome.ERROR
            print(f"{PROGRAM} crawl: {outcome}: the run ended before it started", file=sys.stderr)
            return self.stop_watcher.exit_code(outcome)
        stream = sys.stderr if self._exports_to_stdout(crawler) else sys.stdout
        layout, record = Layout.of(crawler.settings), extension.record
        text = (
            json.dumps(record, ensure_ascii=False)
            if opts.json
            else summary(record, relative_path(layout.root), _given_up(layout, record["site"]))
        )
        if not (opts.quiet and is_quiet(record["outcome"])):
            print_line(text, stream)
        self._notify(record)
        # Who stops a run does not wait for webhooks: the next run delivers.
        if not self.stop_watcher.stopped_by:
            signal.alarm(0)  # the run has ended in time, and deliveries have a limit of their own
            self.watches.note(record["site"])
            self.watches.finish(lambda: self.stop_watcher.stopped_by)
        return self.stop_watcher.exit_code(extension.decision.outcome)

    def _exports_to_stdout(self, crawler: Crawler) -> bool:
        return any(str(uri).startswith("stdout:") for uri in crawler.settings.getdict("FEEDS"))


def _given_up(layout: Layout, site: str) -> dict[str, int] | None:
    """Return how many rows of each channel were given up; None if it is not known, as if the store is away."""
    with suppress(OSError):
        if totals := read_totals(layout, site):
            return dict(sorted(totals.given_up.items()))
    return None
