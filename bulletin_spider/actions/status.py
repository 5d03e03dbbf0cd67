"""``bulletin status [SITE…]``: show the state of every site, and what a person must look at."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._cluster_status import ClusterReport
from bulletin_spider.actions._options import EXCLUDED_BY_DEFAULT
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._screen import wrapped
from bulletin_spider.actions._watch_status import WatchStatus
from bulletin_spider.archive.index.totals import read_together
from bulletin_spider.archive.layout import Layout
from bulletin_spider.crawl.site_check.known_sites import KnownSites, known_sites
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.messages.addresses import http_address_fault
from bulletin_spider.messages.apprise_sending import address_fault
from bulletin_spider.operations.outcome.advice import advice, is_quiet, is_well
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.archive_status import ArchiveStatus, Problem, archive_status
from bulletin_spider.operations.reporting.moments import minute_text
from bulletin_spider.operations.reporting.prometheus import (
    STDOUT,
    Report,
    check_metrics_file,
    prometheus_text,
    write_metrics,
)
from bulletin_spider.operations.reporting.site_status import (
    SiteStatus,
    crawled_sites,
    duration_text,
    growth_of,
    has_unread_records,
    site_status,
)
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project
from bulletin_spider.statuses import Outcome
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.project import Project

_HEAD = (
    "site", "outcome", "last run, Shanghai", "ago", "newest", "quiet", "usual gap", "bulletins", "versions",
    "withdrawn", "owed", "given up",
)  # fmt: skip
_DISPENSABLE = ("versions", "given up", "usual gap", "withdrawn", "ago", "quiet", "owed")
"""The columns that a narrow terminal does without, from the first; what needs a person is said below the table."""

_OUR_LOADER = "bulletin_spider.crawl.site_loader.SiteLoader"


class StatusAction(Action):
    """Read the run records and the index, try what a run needs, and print a table; change no file of the archive."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``, ``--prometheus`` and ``--require``."""
        parser.add_argument("--json", action="store_true", help="print one line of JSON for each site")
        parser.add_argument(
            "--prometheus", nargs="?", const=STDOUT, default="", metavar="FILE.prom",
            help="print metrics in the text format of Prometheus, or write them to a file for node_exporter",
        )  # fmt: skip
        parser.add_argument(
            "--require", default="", metavar="SITE,SITE", help="fail if one of these is not well"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the state of the sites; the exit code is that of the worst site that needs a person."""
        layout = Layout.of(self.settings)
        try:
            if opts.prometheus:
                check_metrics_file(layout, opts.prometheus, has_other_form=opts.json)
            with read_together(layout):  # of all sites: together they say how the archive grows
                self._show(layout, args, opts)
        except RunFault as fault:
            self.exitcode = print_fault("status", fault)
        except OSError as error:
            self.exitcode = print_fault("status", ArchiveFault(layout.root, error, "read"))

    def _show(self, layout: Layout, args: list[str], opts: argparse.Namespace) -> None:
        sites, crawled = self._known_sites(), crawled_sites(layout)
        known = sites.names
        required = list(filter(None, map(str.strip, opts.require.split(","))))
        _check_names([*args, *required], [*crawled, *known])
        named = list(dict.fromkeys([*(args or crawled), *required]))
        now = dt.datetime.now(SHANGHAI)
        found = [one for site in named if (one := site_status(layout, site, now))]
        growths = [one.growth for one in found]
        growths += [growth_of(layout, site, now) for site in crawled if site not in named]
        archive, problems = archive_status(layout, growths, crawled)
        if fault := address_fault(self.settings["NOTIFY"] or ""):
            problems.append(
                Problem("archive", f"nobody is notified: {fault}", f"{PROGRAM} notify", Outcome.USAGE)
            )
        ping = (self.settings["PING"] or "").strip()
        if ping and (fault := http_address_fault(ping)):
            text = f"nobody is pinged: PING: {fault}"
            problems.append(Problem("archive", text, "correct BULLETIN_PING", Outcome.USAGE))
        watches = WatchStatus(self.settings, layout, now)
        archive.undelivered = [one._asdict() for one in watches.undelivered]
        problems += watches.problems()
        cluster = ClusterReport(self.settings, args)
        problems += cluster.problems()
        with_record = {one.site for one in found if one.channels}
        problems += _record_problems(layout, [site for site in named if site in {*crawled} - with_record])
        problems += _file_problems(sites, found, [*args, *required])
        problems += _required_problems(required, found)
        self.exitcode = _exit_code(found, problems)
        if opts.prometheus:
            report = Report(found, archive, problems, self.exitcode, now, cluster=cluster.status)
            self._write_metrics(opts.prometheus, report)
        elif opts.json:
            _print_json(found, archive, problems, find_project(), cluster)
        else:
            shown = {*(one.site for one in found), *EXCLUDED_BY_DEFAULT}
            subjects = {problem.subject for problem in problems}
            begun = [site for site in named if site in crawled and site not in {*shown, *subjects}]
            not_crawled = [site for site in (args or known) if site not in {*shown, *begun}]
            print_line(f"settings: {find_project()}")
            lines = _report_lines(found, not_crawled, begun, now)
            unchecked = _unchecked_lines(sites, [*args, *required])
            notes = [*cluster.lines(), *watches.notes()]
            print_line("\n".join([*lines, *unchecked, *_problem_lines(found, problems, archive, notes)]))

    def _known_sites(self) -> KnownSites:
        if self.settings["SPIDER_LOADER_CLASS"] == _OUR_LOADER:
            modules, tables = self.settings.getlist("SPIDER_MODULES"), self.settings.getlist("SITES")
            return known_sites(find_project().directory, modules, tables)
        from scrapy.spiderloader import get_spider_loader  # noqa: PLC0415 - only projects with a loader of their own

        loader = get_spider_loader(self.settings)
        return KnownSites(loader.list(), getattr(loader, "broken", {}))

    def _write_metrics(self, name: str, report: Report) -> None:
        text = prometheus_text(report)
        if name == STDOUT:
            print_line(text.removesuffix("\n"))
        else:
            write_metrics(Path(name), text)


def _check_names(named: Sequence[str], existing: Sequence[str]) -> None:
    for name in named:
        if name not in existing:
            raise UsageFault(f"unknown site '{name}'{suggestion(name, existing)}")


def _record_problems(layout: Layout, sites: Sequence[str]) -> Iterator[Problem]:
    for site in sites:
        if has_unread_records(layout, site):
            text, todo = "no run record of it can be read", f"{PROGRAM} verify --site {site}"
            yield Problem(site, text, todo, Outcome.ERROR)


def _file_problems(sites: KnownSites, found: Sequence[SiteStatus], named: Sequence[str]) -> Iterator[Problem]:
    """Yield the sites whose file cannot be read, or is gone though the site is expected."""
    for site, fault in sites.broken.items():
        if not named or site in named:
            yield Problem(site, str(fault), "correct the file: no run of the site can begin", Outcome.ERROR)
    for one in found:
        if not (one.retired or sites.unchecked or one.called.split()[0] in sites.names):
            todo = f"restore its file, or expect no run of it any more: {PROGRAM} retire {one.site}"
            yield Problem(one.site, "it has no site file any more", todo, Outcome.INCOMPLETE)


def _unchecked_lines(sites: KnownSites, named: Sequence[str]) -> Iterator[str]:
    """Yield the sites whose file this user may not read. That is no fault: a run is of another user."""
    for site, file in sites.unchecked.items():
        if not named or site in named:
            yield f"not checked: {site}: this user may not read {file}"


def _required_problems(required: Sequence[str], found: Sequence[SiteStatus]) -> Iterator[Problem]:
    by_site = {one.site: one for one in found}
    for site in required:
        one = by_site.get(site)
        if one is None:
            yield Problem(
                site, "required, and not crawled yet", f"{PROGRAM} crawl {site}", Outcome.INCOMPLETE
            )
        elif one.retired:
            yield Problem(site, f"required, and retired since {one.retired[:10]}", f"{PROGRAM} retire --undo {site}",
                          Outcome.INCOMPLETE)  # fmt: skip
        elif not (one.problems or is_quiet(one.outcome)):
            text = f"required, and its last run was {one.outcome}"
            yield Problem(site, text, advice(one.outcome, one.called), Outcome(one.outcome))


def _print_json(
    found: Sequence[SiteStatus],
    archive: ArchiveStatus,
    problems: Sequence[Problem],
    project: Project,
    cluster: ClusterReport,
) -> None:
    """Print a line for each site. What concerns no site that was crawled goes to stderr."""
    by_site = {one.site: one for one in found}
    for problem in problems:
        if one := by_site.get(problem.subject):
            one.problems.append(problem.text)
            one.advice.append(problem.advice)
        else:
            print(f"{problem.subject}: {problem.text}; {problem.advice}", file=sys.stderr)
    same = {"archive": asdict(archive), "project": project.as_json()}
    for one in found:
        print_line(json.dumps(asdict(one) | same | cluster.as_json(one.site), ensure_ascii=False))


def _exit_code(found: Sequence[SiteStatus], problems: Sequence[Problem]) -> int:
    outcomes = [Outcome.INCOMPLETE if is_well(one.outcome) else one.outcome for one in found if one.problems]
    return worst_outcome([*outcomes, *(problem.outcome for problem in problems)]).code


def _report_lines(
    found: Sequence[SiteStatus], not_crawled: Sequence[str], begun: Sequence[str], now: dt.datetime
) -> Iterator[str]:
    if found:
        yield from table([_HEAD, *(_table_row(one, now) for one in found)], _DISPENSABLE)
    if not_crawled:
        yield from wrapped(f"not crawled yet: {', '.join(not_crawled)}", "  ", first="")
    if begun:
        names = ", ".join(begun)
        yield from wrapped(f"no run has ended yet, one is in progress or was killed: {names}", "  ", first="")


def _problem_lines(
    found: Sequence[SiteStatus], problems: Sequence[Problem], archive: ArchiveStatus, notes: Iterable[str]
) -> Iterator[str]:
    yield str(archive)
    if archive.unchecked:
        why = "which refuses these credentials" if archive.local else "which belongs to another user"
        owned = f"not checked: whether runs can write {archive.unchecked}, {why}"
        yield from wrapped(owned, "  ", first="")
    yield from notes
    for one in found:
        for problem, what_to_do in zip(one.problems, one.advice, strict=True):
            yield f"{one.site}: {problem}"
            yield f"  {what_to_do}"
    for other in problems:
        yield f"{other.subject}: {other.text}"
        yield f"  {other.advice}"
    unvisited = [f"{one.site} ({one.unvisited} days)" for one in found if one.unvisited is not None]
    if unvisited:
        said = f"not visited lately, so what happened since is not known: {', '.join(unvisited)}"
        yield from wrapped(said, "  ", first="")
    if found and not problems and not any(one.problems for one in found):
        yield "nothing that is known needs a person" if unvisited else "nothing needs a person"


def _table_row(one: SiteStatus, now: dt.datetime) -> tuple[str, ...]:
    ended = dt.datetime.fromisoformat(one.ended)
    # The channel that publishes most often stands for the site: a silence shows there first.
    paces = [pace for pace in one.channels.values() if pace["usual_gap"] is not None]
    pace = min(paces, key=lambda pace: pace["usual_gap"], default=None)
    return (
        one.site,
        "retired" if one.retired else one.outcome,
        minute_text(ended),
        _ago(now - ended),
        one.newest or "-",
        f"{pace['quiet']} days" if pace else "-",
        f"{pace['usual_gap']} days" if pace else "-",
        _number(one.bulletins),
        _number(one.versions),
        _number(one.withdrawn),
        _number(one.owed),
        _number(None if one.given_up is None else sum(one.given_up.values())),
    )


def _ago(span: dt.timedelta) -> str:
    seconds = span.total_seconds()
    return duration_text(seconds) if seconds >= 0 else "in the future"


def _number(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
