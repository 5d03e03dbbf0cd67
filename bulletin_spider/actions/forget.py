"""``bulletin forget SITE``: remove the files of a mistaken trial; one line stays in the run records."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import one_archived_site
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.decisions.forgetting import forget, site_files
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.export.fresh_feeds import remove_feeds
from bulletin_spider.operations.reporting.archive_status import bytes_text
from bulletin_spider.watches.state import forget_site

if TYPE_CHECKING:
    import argparse


class ForgetAction(Action):
    """Remove a site's segments, captures, refused pages, logs and records, and what is derived from them.

    One line stays, chained to the records that were removed, so that an older anchor is still accepted.
    """

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--reason`` and ``--yes``."""
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="why; it is kept in the line that stays"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Ask, and remove the files."""
        self.exitcode = run_command("forget", args[1:], lambda: self._forget(args, opts))

    def _forget(self, args: list[str], opts: argparse.Namespace) -> None:
        layout = Layout.of(self.settings)
        site = one_archived_site(layout, args)
        files = site_files(layout, site)
        count = f"{len(files)} files of {site} ({bytes_text(sum(path.stat().st_size for path in files))})"
        if not opts.yes:
            _confirm(site, count)
        forget(layout, site, dt.datetime.now(dt.UTC), opts.reason)
        forget_site(layout, site)
        if feeds := self.settings["FEED_DIR"]:
            remove_feeds(Path(feeds), site)
        print_line(f"{count} are removed; one line stays in {layout.run_files(site)[-1]}")


def _confirm(site: str, count: str) -> None:
    if not sys.stdin.isatty():
        raise UsageFault(f"{count} would be removed for good; --yes does it without a question")
    sys.stderr.write(f"{count} will be removed for good. Type the name of the site to go on: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != site:
        raise UsageFault("nothing was removed")
