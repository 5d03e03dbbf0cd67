"""``bulletin demo``: crawl the demo site once on each of its days, and print what each day brought."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.conf import arglist_to_dict

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_fault, print_line, relative_path
from bulletin_spider.actions._watches import RunWatches
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import newest_name
from bulletin_spider.crawl.arguments import check_names
from bulletin_spider.demo.content import articles, date_of
from bulletin_spider.demo.server import HOST, PORT
from bulletin_spider.demo.story import EDITED, LAST_DAY
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.reporting.demo_day import day_lines
from bulletin_spider.operations.run.extension import RunExtension
from bulletin_spider.operations.run.start_check import check_start
from bulletin_spider.operations.run.stopping import StopWatcher
from bulletin_spider.program import PROGRAM
from bulletin_spider.reader import versions
from bulletin_spider.spiders.demo import DemoSpider
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scrapy.crawler import Crawler


class DemoAction(Action):
    """Crawl the days that the archive does not have yet, in one process."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``-a``, as ``crawl`` has it."""
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
            help=f"port=PORT: serve the site on another port than {PORT}",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the days, print a line or two for each, and then what to try."""
        try:
            arguments = _arguments(args, opts)
            layout = Layout.of(self.settings)
            first = _first_day(layout)
            if first <= LAST_DAY:
                self.exitcode = self._crawl_days(layout, range(first, LAST_DAY + 1), arguments)
            if not self.exitcode:
                _print_end(layout, first, arguments.get("port") or PORT)
        except (RunFault, OSError) as fault:
            self.exitcode = print_fault("demo", fault)

    def _crawl_days(self, layout: Layout, days: range, arguments: dict[str, str]) -> int:
        """Crawl the days one after the other, and return the exit code."""
        process = self.crawler_process
        if not isinstance(process, AsyncCrawlerProcess):
            raise UsageFault("the demo needs Scrapy's own reactor: leave out TWISTED_REACTOR and the like")
        from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it, which Scrapy has done

        watcher, watches = StopWatcher(), RunWatches(self.settings, "demo")
        work = asyncio.get_event_loop().create_task(
            self._pass_days(layout, days, arguments, watcher, process)
        )
        work.add_done_callback(lambda _: reactor.stop() if reactor.running else None)  # type: ignore[misc]
        process.start(stop_after_crawl=False)
        watches.note("demo")
        watches.finish(lambda: watcher.stopped_by)
        return watcher.exit_code(work.result() if work.done() else Outcome.INTERRUPTED)

    async def _pass_days(
        self,
        layout: Layout,
        days: range,
        arguments: dict[str, str],
        watcher: StopWatcher,
        process: AsyncCrawlerProcess,
    ) -> Outcome:
        """Crawl and print day after day; return the outcome of the first that is not well."""
        earlier = versions(layout.root, "demo") if newest_name(layout, "demo") else ()
        known = {version["id"]: version for version in earlier}
        for day in days:
            crawler = process.create_crawler(DemoSpider)
            check_start(crawler)
            if day == days[0]:
                watcher.watch(crawler)
            await process.crawl(crawler, day=str(day), clock="day", **arguments)
            record = _record_of(crawler)
            lines = [line for file in record["files"] for line in _lines(layout.root / file["name"])]
            print_line("\n".join(day_lines(day, record, lines, known)))
            if not is_well(record["outcome"]):
                return Outcome(record["outcome"])
            known |= {version["id"]: version for version in lines}
        return Outcome.OK


def _arguments(args: list[str], opts: argparse.Namespace) -> dict[str, str]:
    if args:
        raise UsageFault(f"unexpected argument '{args[0]}'; see '{PROGRAM} demo -h'")
    try:
        arguments: dict[str, str] = arglist_to_dict(opts.spargs)
    except ValueError:
        raise UsageFault("invalid -a value, write it like -a port=8174") from None
    check_names(arguments, ["port"])
    DemoSpider(**arguments)  # it checks the port
    return arguments


def _first_day(layout: Layout) -> int:
    """Return the first day that the archive lacks. Raise ``UsageFault`` if it has runs of the demo of other days."""
    newest = newest_name(layout, "demo")
    if not newest:
        return 1
    days = {f"{date_of(day):%Y%m%d}": day for day in range(1, LAST_DAY + 1)}
    if newest[:8] not in days:
        raise UsageFault(
            f"{layout.root} has records of demo on other days than {date_of(1)} to {date_of(LAST_DAY)};"
            f" name another directory, like BULLETIN_ARCHIVE=demo-output {PROGRAM} demo"
        )
    return days[newest[:8]] + 1


def _record_of(crawler: Crawler) -> dict[str, Any]:
    extension = crawler.get_extension(RunExtension)
    if extension is None or extension.decision is None:
        raise UsageFault("the demo needs the archive: leave out ARCHIVE_ENABLED and EXTENSIONS")
    return extension.record


def _lines(segment: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in segment.read_bytes().splitlines()]


def _print_end(layout: Layout, first: int, port: int | str) -> None:
    edited = f"http://{HOST}:{port}{articles()[EDITED].path}"
    days = f"all {LAST_DAY} days are in {relative_path(layout.root)}"
    print_line(f"{days} already" if first > LAST_DAY else f"{days}, and nothing was missed; times are +08:00")
    for command in (f"changes --since {date_of(2)}", f"show {edited}", "search 养老"):
        print_line(f"  try: {PROGRAM} {command}")
