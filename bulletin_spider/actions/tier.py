"""``bulletin tier --before YYYY-MM --to DIR [SITE]``: move captures of old months elsewhere, and bring them back."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._options import parse_month
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.archive.packing.tiering import MovedPack, fetch_site, tier_site
from bulletin_spider.exceptions import BrokenSite, LockedSite, UsageFault
from bulletin_spider.operations.reporting.archive_status import bytes_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


class TierAction(Action):
    """Move packs, or fetch them back; a pack or site that stays does not stop the others."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--before``, ``--to`` and ``--fetch``."""
        parser.add_argument("--before", metavar="YYYY-MM", help="only months before this one")
        parser.add_argument(
            "--to", metavar="DIR", help="the directory elsewhere; with --fetch, if it has another path now"
        )
        parser.add_argument("--fetch", action="store_true", help="copy packs back into the archive")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Move, and print a line for each pack."""
        self.failed: Outcome | None = None
        code = run_command("tier", args[1:], lambda: self._tier(args, opts))
        self.exitcode = code or (self.failed.code if self.failed else 0)

    def _tier(self, args: list[str], opts: argparse.Namespace) -> None:
        layout = Layout.of(self.settings)
        if in_store(layout.root) and not opts.fetch:
            raise UsageFault(
                f"{layout.root} is in an object store, which moves old captures by rules of its own: give the"
                " bucket a lifecycle rule for the prefix captures/"
            )
        before = parse_month("--before", opts.before)
        place = Path(opts.to).resolve() if opts.to else None
        if place is not None and (place == layout.root.resolve() or layout.owns(place)):
            raise UsageFault(f"--to {opts.to}: belongs to the archive; name a directory elsewhere")
        if place is not None and not place.is_dir():
            raise UsageFault(f"--to {opts.to}: there is no such directory; make it, or mount its disk")
        if not opts.fetch and not (before and place):
            raise UsageFault("name the months and a place, like --before 2026-01 --to /mnt/cold")
        for site in select_archived_sites(layout, args):
            now = dt.datetime.now(dt.UTC)
            try:
                if opts.fetch or place is None:
                    self._print(fetch_site(layout, site, before, place, now), "was copied back into")
                else:
                    moved = tier_site(layout, site, before, place, schedule=self._schedule(site), now=now)
                    self._print(moved, "was moved to")
            except LockedSite as fault:
                self._fail(str(fault), Outcome.LOCKED)

    def _print(self, moved: Iterator[MovedPack], what: str) -> None:
        for pack in moved:
            if pack.problem:
                self._fail(f"{pack.name}: stays where it is: {pack.problem}", Outcome.ERROR)
            else:
                print_line(f"{pack.name} ({bytes_text(pack.bytes)}) {what} {pack.place}")

    def _schedule(self, site: str) -> Schedule:
        """Return when bulletins of a site are visited again; a site without a file has the project's schedule."""
        text = self.settings["REVISIT_SCHEDULE"]
        with suppress(KeyError, BrokenSite):
            own = get_spider_loader(self.settings).load(site).custom_settings
            text = (own or {}).get("REVISIT_SCHEDULE", text)
        return Schedule.parse(text)

    def _fail(self, message: str, outcome: Outcome) -> None:
        self.failed = max(outcome, self.failed or outcome, key=lambda one: one.code)
        print_line(f"{PROGRAM} tier: {message}", sys.stderr)
