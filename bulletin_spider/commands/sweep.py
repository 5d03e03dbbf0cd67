"""``scrapy sweep [SITE…]``: one run of every site, and the worst outcome as exit code."""

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
from bulletin_spider.commands._options import swept
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.crawl.arguments import read_window, whole_number
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.outcome.outcomes import OUTCOMES
from bulletin_spider.operations.reporting.notification import digest, news, send
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.operations.schedule.sweep import Sweep

if TYPE_CHECKING:
    import argparse

_WIDTH = 70
_HEAD = ("site", "outcome", "published", "requests", "seconds", "what to know")


class Command(PlainUsage, ScrapyCommand):
    """Visit every site once, each in a process of its own."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return how it is called."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Visit every site once, some side by side"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``-a``, ``--json`` and ``--quiet``."""
        super().add_options(parser)
        parser.add_argument("--jobs", default="4", metavar="N", help="sites side by side (default: 4)")
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
                            help="set an argument of every run, like full=1 (may be repeated)")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print the runs' records instead of a table")
        parser.add_argument("--quiet", action="store_true", help="say nothing if all sites are well")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Keep the options that each run is given, too."""
        super().process_options(args, opts)
        try:
            # What cannot be meant of any site is said once, not by each; channels are a site's own.
            read_window(
                {name: value for name, value in arglist_to_dict(opts.spargs).items() if name != "channel"}, []
            )
        except ValueError:
            raise UsageError("invalid -a value, write it like -a since=2020-04-01") from None
        except UsageFault as fault:
            raise UsageError(str(fault)) from None
        handed = [("-a", value) for value in opts.spargs] + [("-s", value) for value in opts.set]
        handed += [("-L", opts.loglevel)] if opts.loglevel else []
        self.options = [word for pair in handed for word in pair]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the sweep, print what came of it and set the exit code."""
        assert self.settings is not None
        try:
            sites = swept(args, get_spider_loader(self.settings).list())
            jobs = whole_number("--jobs", opts.jobs, most=64) or 1
        except UsageFault as fault:
            self.exitcode = refuse("sweep", fault)
            return
        # One message for all sites, not one for each.
        command = [sys.executable, "-m", "scrapy", "crawl", "--json", *self.options, "-s", "NOTIFY="]
        sweep = Sweep(sites, command, Path(closest_scrapy_cfg()).resolve().parent, jobs)
        if sys.stderr.isatty() and not opts.quiet:
            sweep.tell = _tell
        sweep.run()
        for site, lines in sweep.messages.items():
            for line in lines[:20]:
                print(f"{site}: {line}", file=sys.stderr)
        records = {site: sweep.records[site] for site in sites}
        if not (opts.quiet and is_well(sweep.worst())):
            say(_as_json(sweep, records) if opts.json else report(records))
        self._notify(list(records.values()))
        self.exitcode = 128 + sweep.stopped_by if sweep.stopped_by else OUTCOMES[sweep.worst()].code

    def _notify(self, records: list[dict[str, Any]]) -> None:
        assert self.settings is not None
        if addresses := self.settings["NOTIFY"]:
            layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
            told = [message for record in records if (message := news(layout, record))]
            if told and (failed := send(addresses, digest(told))):
                print(f"scrapy sweep: warning: {failed}", file=sys.stderr)


def report(records: dict[str, dict[str, Any]]) -> str:
    """Return a row for each site, and what to do next."""
    lines = table([_HEAD, *map(_row, records.values())])
    bad = [site for site, record in records.items() if not is_well(record["outcome"])]
    lines.append(f"{len(records) - len(bad)} of {len(records)} sites are well")
    if bad:
        lines.append(f"look closer: scrapy status {' '.join(bad)}")
    return "\n".join(lines)


def _tell(record: dict[str, Any]) -> None:
    print(f"{record['site']}: {record['outcome']}", file=sys.stderr)


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    told = record["reasons"][0] if record["reasons"] else "-"
    numbers = (str(record.get(name, "-")) for name in ("published", "requests", "seconds"))
    return (
        record["site"],
        record["outcome"],
        *numbers,
        told if len(told) <= _WIDTH else f"{told[: _WIDTH - 1]}…",
    )


def _as_json(sweep: Sweep, records: dict[str, dict[str, Any]]) -> str:
    return json.dumps({"outcome": sweep.worst(), "sites": records}, ensure_ascii=False)
