"""``bulletin pack [SITE]``: make one file of what a site's runs have kept in each closed month."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._options import parse_month
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import PackedMonth, pack_site
from bulletin_spider.archive.packing.run_folding import FoldedRuns
from bulletin_spider.exceptions import LockedSite
from bulletin_spider.operations.reporting.archive_status import bytes_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse


class PackAction(Action):
    """Fold each closed month of a site; a month or site that cannot be packed does not stop the others."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--before`` and ``--segments``."""
        parser.add_argument(
            "--before", metavar="YYYY-MM", help="only months before this one; the current one is never packed"
        )
        parser.add_argument(
            "--segments", action="store_true", help="also make one segment of the segments of each month"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Pack, and print a line for each month and site."""
        self.failed: Outcome | None = None
        code = run_command("pack", args[1:], lambda: self._pack(args, opts))
        self.exitcode = code or (self.failed.code if self.failed else 0)

    def _pack(self, args: list[str], opts: argparse.Namespace) -> None:
        before = parse_month("--before", opts.before)
        layout = Layout.of(self.settings)
        for site in select_archived_sites(layout, args):
            try:
                self._pack_site(layout, site, before, segments=opts.segments, named=bool(args))
            except LockedSite as fault:
                self._fail(str(fault), Outcome.LOCKED)

    def _pack_site(self, layout: Layout, site: str, before: str, *, segments: bool, named: bool) -> None:
        now = dt.datetime.now(dt.UTC)
        roll_at = self.settings.getint("CAPTURE_ROLL_BYTES")
        for month in pack_site(layout, site, before, now, segments=segments, roll_at=roll_at, named=named):
            if isinstance(month, FoldedRuns):
                if month.problem:
                    self._fail(f"{site}: run records are not folded: {month.problem}", Outcome.ERROR)
                else:
                    print_line(
                        f"{site}: {month.lines} run record{'s' * (month.lines != 1)} folded into objects of months"
                    )
            elif month.problem:
                self._fail(f"{site} {month.month}: not packed: {month.problem}", Outcome.ERROR)
            else:
                print_line(_month_line(month))

    def _fail(self, message: str, outcome: Outcome) -> None:
        self.failed = max(outcome, self.failed or outcome, key=lambda one: one.code)
        print_line(f"{PROGRAM} pack: {message}", sys.stderr)


def _month_line(month: PackedMonth) -> str:
    packs = "1 pack" if month.packs == 1 else f"{month.packs} packs"
    return f"{month.site} {month.month}: {month.files} files are {packs} now ({bytes_text(month.bytes)})"
