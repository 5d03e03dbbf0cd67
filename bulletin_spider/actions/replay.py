"""``bulletin replay``: read the kept pages again with the current rules."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.layout import Layout
from bulletin_spider.crawl.arguments import read_window, whole_number
from bulletin_spider.crawl.site_loader import archived_rules
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.operations.replay.replay import ReplayOptions, ReplayResult, preview, replay
from bulletin_spider.reading_time import READING_SECONDS
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse
    from types import FrameType

_WORST_FIRST = (Outcome.INTERRUPTED, Outcome.OUTPUT_FAILED, Outcome.ERROR, Outcome.LOCKED, Outcome.INCOMPLETE)


class ReplayAction(Action):
    """Publish a ``reread`` version where the current rules read a page differently; ``--dry-run`` only shows them."""

    stopped_by = 0

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--since``, ``--dry-run`` and ``--jobs``."""
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only bulletins of this day or a later one")
        parser.add_argument("--dry-run", action="store_true", help="show what would change; publish nothing")
        parser.add_argument("--jobs", metavar="N", help="worker processes (default: one for each core)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Replay site after site; the exit code is that of the worst outcome."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        layout = Layout.of(self.settings)
        try:
            options = replay_options(opts.since, opts.jobs)._replace(
                segment_lines=int(self._setting("SEGMENT_LINES")),
                feeds=self._setting("FEED_DIR"),
                reading_seconds=self.settings.getfloat("READING_SECONDS", READING_SECONDS),
                stopped=lambda: bool(self.stopped_by),
            )
            sites = select_archived_sites(layout, args)
            loader = get_spider_loader(self.settings)
            options = options._replace(rules={site: archived_rules(loader, site) for site in sites})
        except RunFault as fault:
            self.exitcode = print_fault("replay", fault)
            return
        outcomes = set()
        for site in sites:
            outcomes.add(self._replay_site(layout, site, options, dry=opts.dry_run))
            if Outcome.INTERRUPTED in outcomes:
                break
        worst = next((outcome for outcome in _WORST_FIRST if outcome in outcomes), Outcome.OK)
        self.exitcode = 128 + self.stopped_by if worst == Outcome.INTERRUPTED else worst.code

    def _replay_site(self, layout: Layout, site: str, options: ReplayOptions, *, dry: bool) -> Outcome:
        """Replay one site, print the counts, and return the outcome."""
        try:
            result = (preview if dry else replay)(layout, site, options, print_line)
        except RunFault as fault:
            print_fault("replay", fault)
            return fault.outcome
        except OSError as error:
            print_fault("replay", ArchiveFault(layout.root, error, "read"))
            return ArchiveFault.outcome
        except KeyboardInterrupt:
            return Outcome.INTERRUPTED
        print_line(f"{result}\n  {_closing(result, dry=dry)}")
        return result.outcome

    def _setting(self, name: str) -> str:
        return str(self.settings[name])

    def _stop(self, number: int, _: FrameType | None) -> None:
        """Stop after the pages that are being read; a second signal stops at once."""
        if self.stopped_by:
            raise KeyboardInterrupt
        self.stopped_by = number


def replay_options(since: str | None, jobs: str | None) -> ReplayOptions:
    """Return the options of a replay; raise ``UsageFault`` if ``--since`` or ``--jobs`` is invalid."""
    window = read_window({"since": since} if since else {}, ())
    number = whole_number("jobs", jobs, most=256) or os.cpu_count() or 1
    return ReplayOptions(number, window.since.isoformat() if window.since else "")


def _closing(result: ReplayResult, *, dry: bool) -> str:
    if result.interrupted:
        return "Stopped by a signal." + ("" if dry else " What had been read by then is published.")
    return "Nothing was published (--dry-run)." if dry else result.outcome.sentence
