"""``scrapy retire SITE``: keep a site, and expect no run of it any more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.site_events import is_forgotten, note_event, retirement
from bulletin_spider.commands._options import one_archived_site
from bulletin_spider.commands._output import print_line, run_command
from bulletin_spider.commands._usage import QuietLogMixin, UsageErrorMixin
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    import argparse


class Command(UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Keep, verify and search a site, but leave it out of sweeps, timers and alarms; --undo expects it again."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--reason TEXT] [--undo] SITE"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Keep a site, and expect no run of it any more"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--reason`` and ``--undo``."""
        super().add_options(parser)
        parser.add_argument("--reason", default="", metavar="TEXT", help="why; it is kept in the run records")
        parser.add_argument("--undo", action="store_true", help="expect runs of the site again")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Note the decision in the site's run records."""
        self.exitcode = run_command("retire", args[1:], lambda: self._retire(args, opts))

    def _retire(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
        site = one_archived_site(layout, args)
        if is_forgotten(layout, site):
            raise UsageFault(f"{site} is forgotten: nothing of it is kept")
        if (retirement(layout, site) is None) == opts.undo:
            raise UsageFault(f"{site} is {'not' if opts.undo else 'already'} retired")
        event = RecordEvent.RESUMED if opts.undo else RecordEvent.RETIRED
        note_event(layout, site, event, dt.datetime.now(dt.UTC), opts.reason)
        print_line(f"{site} is {event}: {event.sentence}")
