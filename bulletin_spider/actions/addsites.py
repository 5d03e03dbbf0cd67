"""``bulletin addsites homes.csv``: search many home pages for channels, and write a file for each site that passes."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.crawl.arguments import whole_number
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.examination.found_site import SearchResult
from bulletin_spider.operations.examination.home_spider import HomeSpider
from bulletin_spider.operations.examination.homes import HomesReport, ReportLine, read_homes, report_line
from bulletin_spider.operations.examination.site_files import class_path, write_site
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.operations.examination.found_site import FoundSite
    from bulletin_spider.operations.examination.home_spider import HomeToSearch

_HEAD = ("site", "result", "channels", "rows", "what to know")
_WELL = {SearchResult.FOUND, SearchResult.WRITTEN, SearchResult.THERE}


class AddSitesAction(Action):
    """Search home pages side by side, keep a report, and write the files of the sites that pass."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``--report``, ``--dry-run``, ``--again`` and ``--all``."""
        parser.add_argument(
            "--jobs", default="8", metavar="N", help="search N sites at the same time (default: 8)"
        )
        parser.add_argument("--report", metavar="FILE",
                            help="the report, from which a later call goes on (default: beside HOMES.csv)")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="write the report only")
        parser.add_argument(
            "--again", action="store_true", help="search again the sites that needed a person"
        )
        parser.add_argument("--all", action="store_true", help="take in the lists of departments, too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search the sites that the report does not settle, and print the table."""
        process = self.crawler_process
        assert process is not None
        try:
            homes, report, jobs = _arguments(args, opts)
            waiting = self._waiting(homes, report, set(process.spider_loader.list()), opts)
            if waiting:
                self._fault: RunFault | None = None
                keep = lambda site: self._keep(site, report, write=not opts.dry_run)  # noqa: E731
                process.crawl(HomeSpider, waiting, keep, jobs=jobs, offices=opts.all)
                process.start()
                if self._fault:
                    raise self._fault
        except RunFault as fault:
            self.exitcode = print_fault("addsites", fault)
            return
        self._print(homes, report)

    def _waiting(
        self, homes: list[HomeToSearch], report: HomesReport, known: set[str], opts: argparse.Namespace
    ) -> list[HomeToSearch]:
        """Return the homes that must be searched; note those whose site is there already."""
        waiting = []
        for home in homes:
            if report.settled(home, again=opts.again):
                continue
            path = class_path(home.name, self.settings)
            if home.name in known or (path and path.exists()):
                report.add(
                    ReportLine(home.name, home.home, SearchResult.THERE, why=SearchResult.THERE.sentence)
                )
            else:
                waiting.append(home)
        return waiting

    def _keep(self, site: FoundSite, report: HomesReport, *, write: bool) -> None:
        """Write the file of a site that passes, and its line in the report."""
        result, why = site.result, ""
        try:
            if write and result == SearchResult.FOUND:
                assert self.settings is not None
                try:
                    write_site(site, dt.datetime.now(SHANGHAI).date(), self.settings)
                    result = SearchResult.WRITTEN
                except RunFault as fault:
                    result, why = SearchResult.NEEDS_PERSON, str(fault)
            report.add(report_line(site, result, why))
        except RunFault as fault:
            self._fault = fault
            return
        if sys.stderr.isatty():
            print_line(f"{site.name}: {result}, {len(site.channels)} channels", sys.stderr)

    def _print(self, homes: list[HomeToSearch], report: HomesReport) -> None:
        stopped = ReportLine(
            "", "", SearchResult.BROKE_OFF, why=f"it was stopped; {SearchResult.BROKE_OFF.sentence}"
        )
        lines = [report.lines.get(home.name) or stopped._replace(name=home.name) for home in homes]
        for line in table([_HEAD, *map(_row, lines)]):
            print_line(line)
        bad = [line for line in lines if line.result not in _WELL]
        print_line(
            f"{len(lines) - len(bad)} of {len(lines)} sites have channels; {len(bad)} need a person or another call"
        )
        print_line(f"the report: {report.path}")
        if any(home.name not in report.lines for home in homes):
            self.exitcode = Outcome.INTERRUPTED.code
        elif bad:
            self.exitcode = Outcome.INCOMPLETE.code


def _arguments(args: list[str], opts: argparse.Namespace) -> tuple[list[HomeToSearch], HomesReport, int]:
    if len(args) != 1:
        raise UsageFault(f"give a table of names and home pages, like: {PROGRAM} addsites homes.csv")
    path = Path(args[0])
    jobs = whole_number("--jobs", opts.jobs, most=64) or 1
    homes = read_homes(path)
    return homes, HomesReport(Path(opts.report) if opts.report else path.with_suffix(".report.csv")), jobs


def _row(line: ReportLine) -> tuple[str, ...]:
    return (line.name, line.result, str(line.channels), str(line.rows), line.why or line.names)
