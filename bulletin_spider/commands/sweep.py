"""``scrapy sweep [SITE…]``: crawl every site once; the exit code is that of the worst outcome."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import arglist_to_dict, closest_scrapy_cfg

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import leave_out_retired, select_sites
from bulletin_spider.commands._output import print_fault, print_line
from bulletin_spider.commands._usage import UsageErrorMixin
from bulletin_spider.crawl.arguments import read_window, whole_number
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.reporting.notification import address_fault, notify
from bulletin_spider.operations.reporting.notified_starts import NotifiedStarts
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.operations.schedule.sweep import Sweep

if TYPE_CHECKING:
    import argparse

_WIDTH = 70
"""Characters of a reason in the table; a longer one is cut."""
_HEAD = ("site", "outcome", "published", "requests", "seconds", "what to know")


class Command(UsageErrorMixin, ScrapyCommand):
    """Crawl every site once, each in its own process."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Crawl every site once, several at the same time"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``-a``, ``--json`` and ``--quiet``."""
        super().add_options(parser)
        parser.add_argument(
            "--jobs", default="4", metavar="N", help="crawl N sites at the same time (default: 4)"
        )
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
                            help="set an argument of every run, like full=1 (may be repeated)")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print the runs' records instead of a table")
        parser.add_argument("--quiet", action="store_true", help="print nothing if all sites are well")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the arguments of the runs, and keep the options to pass them on to each run."""
        super().process_options(args, opts)
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
        self.options = [argument for option in options for argument in option]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the sweep, print its table, and set the exit code of the worst outcome."""
        assert self.settings is not None
        try:
            sites = select_sites(args, get_spider_loader(self.settings).list())
            sites = sites if args else leave_out_retired(Layout(Path(self.settings["ARCHIVE_DIR"])), sites)
            jobs = whole_number("--jobs", opts.jobs, most=64) or 1
        except UsageFault as fault:
            self.exitcode = print_fault("sweep", fault)
            return
        self._check_notification(sites)
        # The runs send no notification (NOTIFY is empty); the sweep sends one for all sites.
        command = [sys.executable, "-m", "scrapy", "crawl", "--json", *self.options, "-s", "NOTIFY="]
        sweep = Sweep(sites, command, Path(closest_scrapy_cfg()).resolve().parent, jobs)
        if sys.stderr.isatty() and not opts.quiet:
            sweep.on_record = _print_outcome
        sweep.run()
        for site, lines in sweep.messages.items():
            for line in lines[:20]:
                print(f"{site}: {line}", file=sys.stderr)
        records = {site: sweep.records[site] for site in sites}
        if not (opts.quiet and is_well(sweep.worst())):
            print_line(_as_json(sweep, records) if opts.json else sweep_report(records))
        self._notify(list(records.values()))
        self.exitcode = 128 + sweep.stopped_by if sweep.stopped_by else sweep.worst().code

    def _notify(self, records: list[dict[str, Any]]) -> None:
        assert self.settings is not None
        layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
        if (addresses := self.settings["NOTIFY"]) and (failed := notify(addresses, layout, records)):
            print(f"scrapy sweep: warning: {failed}", file=sys.stderr)

    def _check_notification(self, sites: list[str]) -> None:
        assert self.settings is not None
        if addresses := self.settings["NOTIFY"]:
            starts = NotifiedStarts(Path(self.settings["ARCHIVE_DIR"]))
            for site in sites:
                starts.prepare(site)
            if fault := address_fault(addresses):
                print(f"scrapy sweep: warning: nobody is notified: {fault}", file=sys.stderr)


def sweep_report(records: dict[str, dict[str, Any]]) -> str:
    """Return a table with a row for each site, and what to do next."""
    lines = table([_HEAD, *map(_table_row, records.values())])
    bad = [site for site, record in records.items() if not is_well(record["outcome"])]
    lines.append(f"{len(records) - len(bad)} of {len(records)} sites are well")
    if bad:
        lines.append(f"look closer: scrapy status {' '.join(bad)}")
    return "\n".join(lines)


def _print_outcome(record: dict[str, Any]) -> None:
    print(f"{record['site']}: {record['outcome']}", file=sys.stderr)


def _table_row(record: dict[str, Any]) -> tuple[str, ...]:
    reason = record["reasons"][0] if record["reasons"] else "-"
    numbers = (str(record.get(name, "-")) for name in ("published", "requests", "seconds"))
    return (
        record["site"],
        record["outcome"],
        *numbers,
        reason if len(reason) <= _WIDTH else f"{reason[: _WIDTH - 1]}…",
    )


def _as_json(sweep: Sweep, records: dict[str, dict[str, Any]]) -> str:
    return json.dumps({"outcome": sweep.worst(), "sites": records}, ensure_ascii=False)
