"""``bulletin addsite NAME HOME``: find the channels of a site from its home page, and write the site's file."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.crawl.arguments import checked_address
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.examination.home_spider import HomeSpider, HomeToSearch
from bulletin_spider.operations.examination.site_files import check_site_is_new, write_site
from bulletin_spider.operations.examination.site_report import site_report
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.operations.examination.found_site import FoundSite


class AddSiteAction(Action):
    """Print what is found behind a home page; if the person confirms, write the site's file."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--yes``, ``--json`` and ``--all``."""
        parser.add_argument("--yes", action="store_true", help="write the site's file without asking")
        parser.add_argument("--json", action="store_true",
                            help="print what was found as JSON; without --yes nothing is written")  # fmt: skip
        parser.add_argument("--all", action="store_true", help="take in the lists of departments, too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search the site, print what was found, and write its file if the person confirms."""
        process = self.crawler_process
        assert process is not None
        try:
            home = _name_and_home(args, process.spider_loader.list())
        except UsageFault as fault:
            self.exitcode = print_fault("addsite", fault)
            return
        sites: list[FoundSite] = []
        process.crawl(HomeSpider, [home], sites.append, offices=opts.all)
        process.start()
        if not sites:
            print_line(f"{PROGRAM} addsite: the search was stopped; nothing was written", sys.stderr)
            self.exitcode = Outcome.INTERRUPTED.code
            return
        (site,) = sites
        print_line(json.dumps(site.as_json(), ensure_ascii=False) if opts.json else site_report(site))
        if site.why_not:
            print_line(f"{PROGRAM} addsite: {site.why_not}", sys.stderr)
            self.exitcode = site.outcome.code
        elif opts.yes or (not opts.json and _confirmed()):
            self._write(site, quiet=opts.json)
        elif not opts.json:
            print_line("nothing was written; --yes writes the site's file")

    def _write(self, site: FoundSite, *, quiet: bool) -> None:
        try:
            paths = write_site(site, dt.datetime.now(SHANGHAI).date(), self.settings)
        except RunFault as fault:
            self.exitcode = print_fault("addsite", fault)
            return
        if not quiet:
            for path in paths:
                print_line(f"wrote {path}")
            print_line(f"next: check it, then run: {PROGRAM} crawl {site.name} -a limit=5")


def _name_and_home(args: list[str], sites: list[str]) -> HomeToSearch:
    if len(args) != 2:
        raise UsageFault(
            f"give a name and a home page, like: {PROGRAM} addsite baishi https://www.example.gov.cn/"
        )
    name, home = args
    check_site_is_new(name, sites)
    return HomeToSearch(name, checked_address(home))


def _confirmed() -> bool:
    return sys.stdin.isatty() and input("write the site's file? [y/N] ").strip().lower() in {"y", "yes"}
