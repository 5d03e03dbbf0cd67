"""``bulletin sweep [SITE…]``: crawl every site once; the exit code is that of the worst outcome."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import arglist_to_dict

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import leave_out_retired, select_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._watches import RunWatches
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.crawl.arguments import read_window, whole_number
from bulletin_spider.crawl.settings_check import check_settings
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.messages.apprise_sending import address_fault
from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.reporting.log_context import SHOWN_LINES
from bulletin_spider.operations.reporting.notification import notify
from bulletin_spider.operations.reporting.notified_starts import NotifiedStarts
from bulletin_spider.operations.reporting.ping import Ping
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.operations.schedule.repetition import Repetition
from bulletin_spider.operations.schedule.site_pool import SILENCE
from bulletin_spider.operations.schedule.sweep import Sweep
from bulletin_spider.operations.schedule.timers import interval_minutes
from bulletin_spider.operations.schedule.worker_process import fits_worker
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    import argparse


_HEAD = ("site", "outcome", "published", "requests", "seconds", "what to know")


class SweepAction(Action):
    """Crawl every site once, many in each worker process."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--every``, ``--jobs``, ``--isolate``, ``-a``, ``--json`` and ``--quiet``."""
        parser.add_argument("--every", metavar="TIME",
                            help="sweep again and again in the foreground, like 2h, until it is stopped")  # fmt: skip
        parser.add_argument(
            "--jobs", default="4", metavar="N", help="crawl N sites at the same time (default: 4)"
        )
        parser.add_argument("--isolate", action="store_true", help="crawl each site in a process of its own")
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
                            help="set an argument of every run, like full=1 (may be repeated)")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print the runs' records instead of a table")
        parser.add_argument("--quiet", action="store_true", help="print nothing if all sites are well")

    def _options(self, opts: argparse.Namespace) -> list[str]:
        """Check the arguments of the runs, and return the options to pass on to each run."""
        try:
            # Check here, so that an error is printed once and not by each run. Channels differ from site to site.
            read_window(
                {name: value for name, value in arglist_to_dict(opts.spargs).items() if name != "channel"}, []
            )
        except ValueError:
            raise UsageError("invalid -a value, write it like -a since=2020-04-01") from None
        except UsageFault as fault:
            raise UsageError(str(fault)) from None
        options = [("-a", value) for value in opts.spargs] + [("-s", value) for value in opts.set]
        options += [("-L", opts.loglevel)] if opts.loglevel else []
        return [argument for option in options for argument in option]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the sweep, print its table, and set the exit code of the worst outcome."""
        options = self._options(opts)
        try:
            if opts.every:
                self.exitcode = self._repeat(args, options, opts)
                return
            sites = select_sites(args, get_spider_loader(self.settings).list())
            sites = sites if args else leave_out_retired(Layout.of(self.settings), sites)
            jobs = whole_number("--jobs", opts.jobs, most=64) or 1
            check_settings(self.settings)
        except UsageFault as fault:
            self.exitcode = print_fault("sweep", fault)
            return
        self._check_notification(sites)
        sweep = self._sweep(sites, jobs, options, isolated=opts.isolate)
        watches, prints = RunWatches(self.settings, "sweep"), sys.stderr.isatty() and not opts.quiet

        def end_run(record: dict[str, Any]) -> None:
            watches.note(record["site"])
            if prints:
                print(f"{record['site']}: {record['outcome']}", file=sys.stderr)

        sweep.on_record = end_run
        ping = Ping(self.settings["PING"] or "", self._warn)
        ping.start()
        sweep.run()
        for site, lines in sweep.messages.items():
            for line in lines[:SHOWN_LINES]:
                print(f"{site or f'{PROGRAM} sweep: a worker'}: {line}", file=sys.stderr)
        records = {site: sweep.records[site] for site in sites}
        if not (opts.quiet and is_well(sweep.worst())):
            print_line(_as_json(sweep, records) if opts.json else sweep_report(records))
        self._notify(list(records.values()))
        watches.finish(lambda: sweep.stopped_by)
        self.exitcode = 128 + sweep.stopped_by if sweep.stopped_by else sweep.worst().code
        ping.end(self.exitcode)

    def _repeat(self, args: list[str], options: list[str], opts: argparse.Namespace) -> int:
        command = [sys.executable, "-m", "bulletin_spider", "sweep", "--jobs", opts.jobs, *options]
        command += [f"--{name}" for name in ("isolate", "json", "quiet") if getattr(opts, name)]
        interval = 60 * interval_minutes(opts.every)
        return Repetition([*command, *args], find_project().directory, interval).run()

    def _sweep(self, sites: list[str], jobs: int, given: list[str], *, isolated: bool) -> Sweep:
        """Return the sweep. It notifies, pings and delivers for all sites, so its runs have empty settings for that."""
        options = [*given, "-s", "NOTIFY=", "-s", "PING=", "-s", "WATCHES="]
        return Sweep(
            sites,
            [sys.executable, "-m", "bulletin_spider", "crawl", "--json", *options],
            options,
            find_project().directory,
            Layout.of(self.settings),
            jobs,
            isolated=isolated or not fits_worker(self.settings),
            silence=self.settings.getfloat("WORKER_SILENCE", SILENCE),
        )

    def _notify(self, records: list[dict[str, Any]]) -> None:
        layout = Layout.of(self.settings)
        if (addresses := self.settings["NOTIFY"]) and (failed := notify(addresses, layout, records)):
            self._warn(failed)

    def _warn(self, text: str) -> None:
        print(f"{PROGRAM} sweep: warning: {text}", file=sys.stderr)

    def _check_notification(self, sites: list[str]) -> None:
        if addresses := self.settings["NOTIFY"]:
            starts = NotifiedStarts(archive_path(self.settings["ARCHIVE_DIR"]))
            for site in sites:
                starts.prepare(site)
            if fault := address_fault(addresses):
                self._warn(f"nobody is notified: {fault}")


def sweep_report(records: dict[str, dict[str, Any]]) -> str:
    """Return a table with a row for each site, and what to do next."""
    lines = table([_HEAD, *map(_table_row, records.values())], ("requests", "seconds"))
    bad = [site for site, record in records.items() if not is_well(record["outcome"])]
    lines.append(f"{len(records) - len(bad)} of {len(records)} sites are well")
    if bad:
        lines.append(f"look closer: {PROGRAM} status {' '.join(bad)}")
    return "\n".join(lines)


def _table_row(record: dict[str, Any]) -> tuple[str, ...]:
    reason = record["reasons"][0] if record["reasons"] else "-"
    numbers = (str(record.get(name, "-")) for name in ("published", "requests", "seconds"))
    return (
        record["site"],
        record["outcome"],
        *numbers,
        reason,
    )


def _as_json(sweep: Sweep, records: dict[str, dict[str, Any]]) -> str:
    return json.dumps({"outcome": sweep.worst(), "sites": records}, ensure_ascii=False)
