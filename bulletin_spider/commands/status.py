"""``scrapy status [SITE…]``: every site at a glance, and what needs a person."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import LEFT_OUT
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.crawl.arguments import suggestion
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.outcome.outcomes import OUTCOMES, WORST_FIRST
from bulletin_spider.operations.reporting.site_status import SiteStatus, duration, site_status, sites
from bulletin_spider.operations.reporting.table import table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_HEAD = ("site", "outcome", "last run", "newest", "quiet", "usual gap", "bulletins", "versions", "withdrawn")


class Command(PlainUsage, ScrapyCommand):
    """Reads the run records and the index; asks no site and writes nothing."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return how it is called."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Show how each site stands, and what needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object a site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print where the sites stand; the exit code is that of the worst one that needs a person."""
        assert self.settings is not None
        layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
        try:
            self._show(layout, args, as_json=opts.json)
        except RunFault as fault:
            self.exitcode = refuse("status", fault)
        except OSError as error:
            self.exitcode = refuse("status", ArchiveFault(layout.root, error, "read"))

    def _show(self, layout: Layout, args: list[str], *, as_json: bool) -> None:
        assert self.settings is not None
        known = get_spider_loader(self.settings).list()
        named = _named(args, sites(layout), known)
        now = dt.datetime.now(SHANGHAI)
        found = [one for one in (site_status(layout, site, now) for site in named) if one]
        fresh = [site for site in (args or known) if site not in {*(one.site for one in found), *LEFT_OUT}]
        if as_json:
            for one in found:
                say(json.dumps(asdict(one), ensure_ascii=False))
        else:
            say("\n".join(_told(found, fresh, now)))
        self.exitcode = _code(found)


def _named(args: list[str], crawled: list[str], known: list[str]) -> list[str]:
    for name in args:
        if name not in {*crawled, *known}:
            raise UsageFault(f"unknown site '{name}'{suggestion(name, [*crawled, *known])}")
    return list(dict.fromkeys(args)) or crawled


def _code(found: list[SiteStatus]) -> int:
    words = {
        one.outcome if one.outcome in WORST_FIRST[:-2] else "incomplete" for one in found if one.problems
    }
    return next((OUTCOMES[word].code for word in WORST_FIRST if word in words), 0)


def _told(found: list[SiteStatus], fresh: list[str], now: dt.datetime) -> Iterator[str]:
    if found:
        yield from table([_HEAD, *(_row(one, now) for one in found)])
    if fresh:
        yield f"not crawled yet: {', '.join(fresh)}"
    for one in found:
        for problem, what_to_do in zip(one.problems, one.advice, strict=True):
            yield f"{one.site}: {problem}"
            yield f"  {what_to_do}"
    if found and not any(one.problems for one in found):
        yield "nothing needs a person"


def _row(one: SiteStatus, now: dt.datetime) -> tuple[str, ...]:
    ended = dt.datetime.fromisoformat(one.ended)
    # The liveliest channel speaks for the site: slow ones are judged by their own rhythm.
    paces = [pace for pace in one.channels.values() if pace["usual_gap"] is not None]
    pace = min(paces, key=lambda pace: pace["usual_gap"], default=None)
    return (
        one.site,
        one.outcome,
        f"{ended.astimezone():%Y-%m-%d %H:%M}, {duration((now - ended).total_seconds())} ago",
        one.newest or "-",
        f"{pace['quiet']} days" if pace else "-",
        f"{pace['usual_gap']} days" if pace else "-",
        _number(one.bulletins),
        _number(one.versions),
        _number(one.withdrawn),
    )


def _number(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
