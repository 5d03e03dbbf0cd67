"""``bulletin retire SITE``: keep a site, and expect no run of it any more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import one_archived_site
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.decisions.site_events import is_forgotten, note_event, retirement
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    import argparse


class RetireAction(Action):
    """Keep, verify and search a site, but leave it out of sweeps, timers and alarms; --undo expects it again."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--reason`` and ``--undo``."""
        parser.add_argument("--reason", default="", metavar="TEXT", help="why; it is kept in the run records")
        parser.add_argument("--undo", action="store_true", help="expect runs of the site again")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Note the decision in the site's run records."""
        self.exitcode = run_command("retire", args[1:], lambda: self._retire(args, opts))

    def _retire(self, args: list[str], opts: argparse.Namespace) -> None:
        layout = Layout.of(self.settings)
        site = one_archived_site(layout, args)
        if is_forgotten(layout, site):
            raise UsageFault(f"{site} is forgotten: nothing of it is kept")
        if (retirement(layout, site) is None) == opts.undo:
            raise UsageFault(f"{site} is {'not' if opts.undo else 'already'} retired")
        event = RecordEvent.RESUMED if opts.undo else RecordEvent.RETIRED
        note_event(layout, site, event, dt.datetime.now(dt.UTC), opts.reason)
        print_line(f"{site} is {event}: {event.sentence}")
