"""``scrapy replay``: the kept pages read again by the rules of today."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from sqlalchemy.exc import SQLAlchemyError

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import archived
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.crawl.arguments import read_window, whole_number
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.operations.outcome.outcomes import OUTCOMES
from bulletin_spider.operations.replay.replay import Account, Wish, preview, replay

if TYPE_CHECKING:
    import argparse
    from types import FrameType

WORST_FIRST = ("interrupted", "output failed", "error", "locked", "incomplete")


class Command(PlainUsage, ScrapyCommand):
    """Publishes ``reread`` versions of what is read differently; with ``--dry-run`` it only shows them."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}
    stopped_by = 0

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[SITE ...] [--since YYYY-MM-DD] [--dry-run] [--jobs N]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Read the kept pages again by the rules of today; --dry-run shows what would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is read again, and how."""
        super().add_options(parser)
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="bulletins of this day and later")
        parser.add_argument("--dry-run", action="store_true", help="show what would change; publish nothing")
        parser.add_argument("--jobs", metavar="N", help="worker processes (default: one for each core)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Replay site after site; the exit code is that of the worst outcome."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        layout = Layout(Path(self._setting("ARCHIVE_DIR")))
        try:
            wish = wished(opts.since, opts.jobs)._replace(
                segment_lines=int(self._setting("SEGMENT_LINES")),
                feeds=self._setting("FEED_DIR"),
                stopped=lambda: bool(self.stopped_by),
            )
            sites = archived(layout, args)
        except RunFault as fault:
            self.exitcode = refuse("replay", fault)
            return
        words = set()
        for site in sites:
            words.add(self._one(layout, site, wish, dry=opts.dry_run))
            if "interrupted" in words:
                break
        worst = next((word for word in WORST_FIRST if word in words), "ok")
        self.exitcode = 128 + self.stopped_by if worst == "interrupted" else OUTCOMES[worst].code

    def _one(self, layout: Layout, site: str, wish: Wish, *, dry: bool) -> str:
        """Replay one site, print its account and return its outcome."""
        try:
            account = (preview if dry else replay)(layout, site, wish, say)
        except RunFault as fault:
            refuse("replay", fault)
            return fault.outcome
        except OSError as error:
            refuse("replay", ArchiveFault(layout.root, error, "read"))
            return ArchiveFault.outcome
        except (sqlite3.Error, SQLAlchemyError) as error:
            told = f"{getattr(error, 'orig', None) or error}; nothing is lost, the next run goes on"
            print(f"scrapy replay: {ArchiveFault.outcome}: {layout.index}: {told}", file=sys.stderr)
            return ArchiveFault.outcome
        except KeyboardInterrupt:
            return "interrupted"
        say(f"{account}\n  {_closing(account, dry=dry)}")
        return account.outcome

    def _setting(self, name: str) -> str:
        assert self.settings is not None
        return str(self.settings[name])

    def _stop(self, number: int, _: FrameType | None) -> None:
        """End after what is being read now; at once if asked a second time."""
        if self.stopped_by:
            raise KeyboardInterrupt
        self.stopped_by = number


def wished(since: str | None, jobs: str | None) -> Wish:
    """Return what the options ask for; raise ``UsageFault`` for what cannot be meant."""
    window = read_window({"since": since} if since else {}, ())
    number = whole_number("jobs", jobs, most=256) or os.cpu_count() or 1
    return Wish(number, window.since.isoformat() if window.since else "")


def _closing(account: Account, *, dry: bool) -> str:
    if account.interrupted:
        return "Stopped by a signal." + ("" if dry else " What had been read by then is published.")
    return "Nothing was published (--dry-run)." if dry else OUTCOMES[account.outcome].sentence
