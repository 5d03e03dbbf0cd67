"""``bulletin reindex``: rebuild the index from segments and run records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._selection import add_site_option, named_sites
from bulletin_spider.archive.databases.postgresql import check_driver
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import ArchiveFault, RunFault

if TYPE_CHECKING:
    import argparse


class ReindexAction(Action):
    """Delete the index and rebuild it; if a site is being crawled, do nothing and exit with 75."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--site``."""
        add_site_option(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Rebuild the index and print a line for each site."""
        layout = Layout.of(self.settings)
        try:
            named = named_sites(args, opts)
            if not named and layout.index_database and not self.settings["INDEX_ADDRESS"]:
                check_driver()
                # It makes the index that of this archive: with a wrong one, workers could visit no site any more.
                from bulletin_spider.cluster.database.connection import check_other_cluster  # noqa: PLC0415 - of an extra

                check_other_cluster(self.settings, str(layout.root))
            sites = select_archived_sites(layout, named)
            for done in reindex(layout, sites, whole=not named):
                counts = f"{done.bulletins} bulletins in {done.versions} versions, {done.runs} runs"
                print_line(f"{done.site}: {counts}")
        except RunFault as fault:
            self.exitcode = print_fault("reindex", fault)
        except OSError as error:
            self.exitcode = print_fault("reindex", ArchiveFault(layout.root, error))
