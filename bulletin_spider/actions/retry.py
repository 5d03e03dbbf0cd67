"""``bulletin retry [SITE…]``: have sites visited again at once whose visits have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._cluster import check_cluster_libraries
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse


class RetryAction(Action):
    """Put the visits of dead letters back into the queue of the cluster, with all their attempts."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--all``."""
        parser.add_argument("--all", action="store_true", help="of all sites whose visits have failed")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Put the visits of the named sites back."""
        self.exitcode = run_command("retry", [], lambda: self._retry(args, of_all=opts.all))

    def _retry(self, sites: list[str], *, of_all: bool) -> None:
        check_cluster_libraries()
        from bulletin_spider.cluster.database.connection import cluster_address  # noqa: PLC0415 - of an extra
        from bulletin_spider.cluster.database.retrying import retry  # noqa: PLC0415

        if bool(sites) == of_all:
            raise UsageFault(f"name the sites, or --all; '{PROGRAM} status' shows which have failed")
        count = len(retry(cluster_address(self.settings), sites))
        print_line(
            f"{count} {'site is' if count == 1 else 'sites are'} visited again"
            if count
            else "no visit has failed"
        )
