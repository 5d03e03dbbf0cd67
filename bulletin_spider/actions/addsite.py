"""``bulletin addsite NAME HOME``: find the channels of a site from its home page, and write the site's file.

``bulletin addsite NAME --listing ADDRESS`` keeps one list as a site, as ``bulletin crawl listing`` crawls it.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.layout import Layout
from bulletin_spider.crawl.arguments import checked_address
from bulletin_spider.crawl.site_data.catalogue import SITE_NAME
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.normalization.addresses import site_name
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
        """Add ``--listing``, ``--channel``, ``--yes``, ``--json`` and ``--all``."""
        parser.add_argument(
            "--listing", metavar="ADDRESS", help="a list of the site: it becomes the only channel"
        )
        parser.add_argument(
            "--channel", metavar="WORDS", help="with --listing: the channel's name, like 要闻"
        )
        parser.add_argument("--yes", action="store_true", help="write the site's file without asking")
        parser.add_argument("--json", action="store_true",
                            help="print what was found as JSON; without --yes nothing is written")  # fmt: skip
        parser.add_argument("--all", action="store_true", help="take in the lists of departments, too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search the site, print what was found, and write its file if the person confirms."""
        process = self.crawler_process
        assert process is not None
        try:
            home = self._to_search(args, opts, process.spider_loader.list())
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
        if opts.listing and (channels := site.channels):
            channels[0].name = opts.channel or channels[0].name
        print_line(json.dumps(site.as_json(), ensure_ascii=False) if opts.json else site_report(site))
        why_not = site.why_not or (_NO_LIST if opts.listing and not site.search.is_list else None)
        if why_not:
            print_line(f"{PROGRAM} addsite: {why_not}", sys.stderr)
            self.exitcode = site.outcome.code or Outcome.INCOMPLETE.code
            return
        if opts.listing and (text := earlier_archive(Layout.of(self.settings), site.name, opts.listing)):
            print_line(text, sys.stderr)
        if opts.yes or (not opts.json and _confirmed()):
            self._write(site, opts)
        elif not opts.json:
            print_line("nothing was written; --yes writes the site's file")

    def _to_search(self, args: list[str], opts: argparse.Namespace, sites: list[str]) -> HomeToSearch:
        if opts.channel and not opts.listing:
            raise UsageFault("--channel needs --listing; on a home page the links name the channels")
        given = [*args, opts.listing] if opts.listing else args
        if len(given) != 2:
            raise UsageFault(
                f"give a name and a home page, like: {PROGRAM} addsite baishi https://www.example.gov.cn/"
                " (or a name and --listing ADDRESS)"
            )
        name, home = given
        check_site_is_new(name, sites, self.settings)
        return HomeToSearch(name, checked_address(home))

    def _write(self, site: FoundSite, opts: argparse.Namespace) -> None:
        day = dt.datetime.now(SHANGHAI).date()
        try:
            paths = write_site(site, day, self.settings, as_table=bool(opts.listing))
        except RunFault as fault:
            self.exitcode = print_fault("addsite", fault)
            return
        if not opts.json:
            for path in paths:
                print_line(f"wrote {path}")
            print_line(f"next: check it, then run: {PROGRAM} crawl {site.name} -a limit=5")


_NO_LIST = (
    "that address is a page of links, not a list of titles and days; without --listing its links are searched"
)


def earlier_archive(layout: Layout, name: str, url: str) -> str | None:
    """Return what becomes of the bulletins that ``crawl listing`` has archived of this address, if it has."""
    archived, ad_hoc = archived_sites(layout), site_name(url)
    if name in archived:
        return f"the archive of {name} is carried on"
    if ad_hoc not in archived:
        return None
    if SITE_NAME.fullmatch(ad_hoc):
        return f"{ad_hoc} holds earlier bulletins of this host; to carry them on, name the site {ad_hoc}"
    return f"{ad_hoc} holds earlier bulletins of this host, and cannot be a site's name; {name} begins without them"


def _confirmed() -> bool:
    return sys.stdin.isatty() and input("write the site's file? [y/N] ").strip().lower() in {"y", "yes"}
