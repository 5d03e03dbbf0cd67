"""Crawl many sites in one process: the program of a worker, and what it reports.

It reads names of sites on stdin, one a line, crawls them at the same time, and ends when stdin is closed and all runs
have ended. Each site has its own crawler, so its own settings, lock, log, record, time limit and stats. On the file
descriptor ``--reports`` it writes lines of JSON see :mod:`~bulletin_spider.operations.schedule.reports`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextvars
import datetime as dt
import logging
import os
import signal
import sys
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.conf import arglist_to_dict
from scrapy.utils.project import get_project_settings

from bulletin_spider.archive.layout import Layout
from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import UsageFault, fault_text
from bulletin_spider.operations.outcome.unrecorded_runs import repeated_crash_warning
from bulletin_spider.operations.reporting.log_context import (
    NoSiteFilter,
    SiteLogCount,
    enter_site,
    keep_contexts,
    site_handler,
)
from bulletin_spider.operations.run.extension import RunExtension
from bulletin_spider.operations.run.start_check import check_start
from bulletin_spider.operations.run.stopping import stop_at_once, time_limit
from bulletin_spider.operations.schedule.parent_process import end_with_parent
from bulletin_spider.operations.schedule.reports import Event, report_line
from bulletin_spider.operations.schedule.site_process import without_record
from bulletin_spider.operations.schedule.stuck_site import StuckWatch
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from types import FrameType

    from scrapy.crawler import Crawler
    from scrapy.settings import Settings

logger = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two heartbeats: much less than the silence after which a worker counts as hanging."""
_START = 10.0
"""Seconds after which the next site starts although one has not begun: it may wait for something that never comes."""
_LOOK = 0.05
"""Seconds between two looks whether a run that is to stop has begun."""


@dataclass
class SiteRun:
    """The run of one site in a worker."""

    site: str
    crawler: Crawler | None = None
    lines: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    task: asyncio.Task[None] | None = None


class Worker:
    """Crawls the sites that it is given. It begins none after its parent has been killed."""

    def __init__(self, process: AsyncCrawlerProcess, given: argparse.Namespace) -> None:
        self.process, self.arguments = process, arglist_to_dict(given.spargs)
        self.reports, self.parent, self.at_once = given.reports, given.parent, given.at_once
        self.loop = asyncio.get_event_loop()
        self.names: asyncio.Queue[str] = asyncio.Queue()
        self.runs: list[SiteRun] = []
        self.stopping = False
        self.watch = StuckWatch(lambda site: self.report(Event.STUCK, site))
        self._writing = threading.Lock()
        self._text = b""

    async def work(self) -> None:
        """Crawl until no further name comes and all runs have ended."""
        beating = self.loop.create_task(self._beat())
        self.watch.start()
        self.loop.add_reader(sys.stdin.fileno(), self._read_names)
        # One site starts after the other, so that a start that hangs or crashes is known by its site.
        while (site := await self.names.get()) and not self.stopping and os.getppid() == self.parent:
            run = SiteRun(site)
            run.context.run(enter_site, site)
            self.runs.append(run)
            run.task = self.loop.create_task(self._crawl(run), context=run.context)
            with suppress(TimeoutError):
                await asyncio.wait_for(run.begun.wait(), _START)
        await asyncio.gather(*(run.task for run in self.runs if run.task))
        beating.cancel()

    def stop(self) -> None:
        """Stop all runs gently: what they have is published."""
        self.stopping = True
        self.names.put_nowait("")
        for run in self.runs:
            run.context.run(self.loop.create_task, self._stop(run))

    def report(self, event: Event, site: str = "", **more: Any) -> None:  # noqa: ANN401 - JSON
        """Write a report. A parent that is gone gets none: the runs go on to their end."""
        data = memoryview(report_line(event, site, **more))
        with suppress(BrokenPipeError), self._writing:
            while data:
                data = data[os.write(self.reports, data) :]

    async def _beat(self) -> None:
        while True:
            self.report(Event.BEAT)
            self.watch.turned()
            await asyncio.sleep(BEAT)

    def _read_names(self) -> None:
        data = os.read(sys.stdin.fileno(), 65536)
        *names, self._text = (self._text + data).split(b"\n")
        if not data:
            self.loop.remove_reader(sys.stdin.fileno())
            names.append(b"")
        for name in names:
            self.names.put_nowait(name.decode())

    async def _crawl(self, run: SiteRun) -> None:
        """Crawl a site from the load of its file to the report of its record."""
        self.report(Event.STARTING, run.site)
        try:
            record = await self._run(run)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a site may raise anything
            outcome, text = fault_text(fault)
            text = without_passwords(text)
            run.lines.append(f"{PROGRAM} crawl: {outcome}: {text}")
            record = without_record(run.site, outcome, text)
        finally:
            run.begun.set()
            self.runs.remove(run)
        self.report(Event.RECORD, run.site, record=record, lines=run.lines)

    async def _run(self, run: SiteRun) -> dict[str, Any]:
        warnings.simplefilter(
            "default", append=True
        )  # Python forgets which warnings it has shown: each once a site
        try:
            crawler = run.crawler = self.process.create_crawler(run.site)
        except KeyError:
            raise UsageFault(f"unknown site '{run.site}'") from None
        check_start(crawler, self.at_once)
        self.report(Event.STARTING, run.site, limit=time_limit(crawler.settings))
        layout = Layout.of(crawler.settings)
        with suppress(OSError):
            if found := repeated_crash_warning(layout, run.site, dt.datetime.now(dt.UTC)):
                run.lines.append(f"{PROGRAM} crawl: warning: {run.site}: {found[0]}")
        crawler.signals.connect(lambda: self._begin(run), signals.engine_started, weak=False)
        handler = site_handler(run.site, crawler.settings, run.lines)
        logging.root.addHandler(handler)
        try:
            await crawler.crawl_async(**self.arguments)
        except Exception:
            logger.debug("where it failed", exc_info=True)
            raise
        finally:
            logging.root.removeHandler(handler)
            handler.close()
        return self._record_of(run.site, crawler)

    def _begin(self, run: SiteRun) -> None:
        self.report(Event.OPEN, run.site)
        run.begun.set()

    def _record_of(self, site: str, crawler: Crawler) -> dict[str, Any]:
        extension = crawler.get_extension(RunExtension)
        if extension is None or extension.discarded:  # the run wanted nothing of the archive
            return without_record(site, Outcome.ERROR, "it left no record")
        if extension.decision is None:
            outcome = Outcome.INTERRUPTED if self.stopping else Outcome.ERROR
            return without_record(site, outcome, "the run ended before it started")
        return extension.record

    async def _stop(self, run: SiteRun) -> None:
        """Stop a run as soon as its engine runs: an engine that is asked earlier does not hear it."""
        while run in self.runs:
            if run.crawler and run.begun.is_set() and run.crawler.engine.running:
                await run.crawler.stop_async()
                return
            await asyncio.sleep(_LOOK)


def worker_settings(given: argparse.Namespace) -> Settings:
    """Return the project's settings with those of the command line, as ``bulletin crawl`` makes them."""
    settings = get_project_settings()
    settings.setdict(arglist_to_dict(given.set), priority="cmdline")
    if given.loglevel:
        settings.set("LOG_ENABLED", value=True, priority="cmdline")
        settings.set("LOG_LEVEL", given.loglevel, priority="cmdline")
    settings.set("PROGRESS", value=False, priority="cmdline")
    # Scrapy's handler would be replaced by each crawler's start, and belong to the last one.
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")
    settings.setdefault_in_component_priority_dict("EXTENSIONS", SiteLogCount, 1000)
    return settings


def main() -> None:
    """Read the options, and crawl what stdin names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, required=True, help="the file descriptor for reports")
    parser.add_argument("--parent", type=int, required=True, help="the process that starts this one")
    parser.add_argument("--ends-with-parent", action="store_true", help="be killed when the parent ends")
    parser.add_argument("--at-once", type=int, default=1, help="sites that may run at the same time")
    parser.add_argument("-a", dest="spargs", action="append", default=[])
    parser.add_argument("-s", dest="set", action="append", default=[])
    parser.add_argument("-L", dest="loglevel")
    given = parser.parse_args()
    if given.ends_with_parent:
        end_with_parent(given.parent)
    _log_what_is_of_no_site()
    process = AsyncCrawlerProcess(worker_settings(given))
    from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it, which Scrapy has done

    keep_contexts(reactor)
    worker = Worker(process, given)
    _stop_on_signals(worker)
    working = worker.loop.create_task(worker.work())
    working.add_done_callback(lambda _: reactor.stop())  # type: ignore[misc]
    process.start(stop_after_crawl=False, install_signal_handlers=False)
    working.result()


def _log_what_is_of_no_site() -> None:
    logging.root.setLevel(logging.NOTSET)
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.addFilter(NoSiteFilter())
    logging.root.addHandler(handler)


def _stop_on_signals(worker: Worker) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for second in numbers:
            signal.signal(second, stop_at_once)
        worker.loop.call_soon_threadsafe(worker.stop)

    for number in numbers:
        signal.signal(number, stop)


if __name__ == "__main__":
    main()
