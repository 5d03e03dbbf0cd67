"""``bulletin reindex``: rebuild the index from segments and run records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault

if TYPE_CHECKING:
    import argparse


class ReindexAction(Action):
    """Delete the index and rebuild it; if a site is being crawled, do nothing and exit with 75."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--site``."""
        parser.add_argument("--site", metavar="SITE", help="rebuild only this site's part")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Rebuild the index and print a line for each site."""
        layout = Layout.of(self.settings)
        try:
            if args:
                raise UsageFault(f"unexpected argument '{args[0]}'; name a site with --site {args[0]}")
            sites = select_archived_sites(layout, [opts.site] if opts.site else [])
            for done in reindex(layout, sites, whole=opts.site is None):
                counts = f"{done.bulletins} bulletins in {done.versions} versions, {done.runs} runs"
                print_line(f"{done.site}: {counts}")
        except RunFault as fault:
            self.exitcode = print_fault("reindex", fault)
        except OSError as error:
            self.exitcode = print_fault("reindex", ArchiveFault(layout.root, error))
