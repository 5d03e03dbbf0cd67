"""``scrapy status [SITE…]``: show the state of every site, and what a person must look at."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import EXCLUDED_BY_DEFAULT
from bulletin_spider.commands._output import print_fault, print_line
from bulletin_spider.commands._usage import UsageErrorMixin
from bulletin_spider.crawl.arguments import suggestion
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.site_status import (
    SiteStatus,
    crawled_sites,
    duration_text,
    site_status,
)
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_HEAD = (
    "site", "outcome", "last run", "newest", "quiet", "usual gap", "bulletins", "versions", "withdrawn",
    "owed", "given up",
)  # fmt: skip


class Command(UsageErrorMixin, ScrapyCommand):
    """Read the run records and the index, and print a table; send no request and write nothing."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show the state of each site, and what needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one line of JSON for each site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the state of the sites; the exit code is that of the worst site that needs a person."""
        assert self.settings is not None
        layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
        try:
            self._show(layout, args, as_json=opts.json)
        except RunFault as fault:
            self.exitcode = print_fault("status", fault)
        except OSError as error:
            self.exitcode = print_fault("status", ArchiveFault(layout.root, error, "read"))

    def _show(self, layout: Layout, args: list[str], *, as_json: bool) -> None:
        assert self.settings is not None
        known = get_spider_loader(self.settings).list()
        named = _select_sites(args, crawled_sites(layout), known)
        now = dt.datetime.now(SHANGHAI)
        found = [one for one in (site_status(layout, site, now) for site in named) if one]
        excluded = {*(one.site for one in found), *EXCLUDED_BY_DEFAULT}
        not_crawled = [site for site in (args or known) if site not in excluded]
        if as_json:
            for one in found:
                print_line(json.dumps(asdict(one), ensure_ascii=False))
        else:
            print_line("\n".join(_report_lines(found, not_crawled, now)))
        self.exitcode = _exit_code(found)


def _select_sites(args: list[str], crawled: list[str], known: list[str]) -> list[str]:
    for name in args:
        if name not in {*crawled, *known}:
            raise UsageFault(f"unknown site '{name}'{suggestion(name, [*crawled, *known])}")
    return list(dict.fromkeys(args)) or crawled


def _exit_code(found: list[SiteStatus]) -> int:
    return worst_outcome(
        Outcome.INCOMPLETE if is_well(one.outcome) else one.outcome for one in found if one.problems
    ).code


def _report_lines(found: list[SiteStatus], not_crawled: list[str], now: dt.datetime) -> Iterator[str]:
    if found:
        yield from table([_HEAD, *(_table_row(one, now) for one in found)])
    if not_crawled:
        yield f"not crawled yet: {', '.join(not_crawled)}"
    for one in found:
        for problem, what_to_do in zip(one.problems, one.advice, strict=True):
            yield f"{one.site}: {problem}"
            yield f"  {what_to_do}"
    if found and not any(one.problems for one in found):
        yield "nothing needs a person"


def _table_row(one: SiteStatus, now: dt.datetime) -> tuple[str, ...]:
    ended = dt.datetime.fromisoformat(one.ended)
    # The channel that publishes most often stands for the site: a silence shows there first.
    paces = [pace for pace in one.channels.values() if pace["usual_gap"] is not None]
    pace = min(paces, key=lambda pace: pace["usual_gap"], default=None)
    return (
        one.site,
        one.outcome,
        f"{ended.astimezone():%Y-%m-%d %H:%M}, {duration_text((now - ended).total_seconds())} ago",
        one.newest or "-",
        f"{pace['quiet']} days" if pace else "-",
        f"{pace['usual_gap']} days" if pace else "-",
        _number(one.bulletins),
        _number(one.versions),
        _number(one.withdrawn),
        _number(one.owed),
        _number(None if one.given_up is None else sum(one.given_up.values())),
    )


def _number(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
