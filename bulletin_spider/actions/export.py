"""``bulletin export --to FILE``: write the archive into a file for other tools."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import date_range, existing_archive
from bulletin_spider.actions._output import run_command
from bulletin_spider.actions._selection import add_selection_options
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import DamagedSegment, UsageFault
from bulletin_spider.export.registry import FORMATS
from bulletin_spider.export.rich_bodies import RichBodies
from bulletin_spider.export.selection import (
    Selection,
    capture_files,
    known_regions,
    selected_versions,
)
from bulletin_spider.export.writing import export
from bulletin_spider.pipelines.archived_page import archived_page
from bulletin_spider.reading_time import READING_SECONDS

if TYPE_CHECKING:
    import argparse

_PROGRESS_STEP = 1_000
"""Bulletins between two updates of the progress line."""


class ExportAction(Action):
    """Write published bulletins into one file, which appears only when it is complete."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options for the file and for the selection."""
        endings = ", ".join(FORMATS)
        parser.add_argument("--to", metavar="FILE", help=f"its ending selects the format: {endings}")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
        parser.add_argument(
            "--rich",
            action="store_true",
            help="bodies with headings, tables, links and pictures, from the captures (.atom, .md, /)",
        )
        add_selection_options(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--latest", action="store_true", help="the latest version of each bulletin (default)"
        )
        which.add_argument(
            "--all", action="store_true", help="every version, also those of withdrawn bulletins"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file and print how many bulletins it holds."""
        self.exitcode = run_command("export", args, lambda: self._export(opts))

    def _export(self, opts: argparse.Namespace) -> None:
        if not opts.to:
            raise UsageFault(f"name a file with --to FILE; its name must end in {', '.join(FORMATS)}")
        since, until = date_range(opts)
        archive = existing_archive(self.settings, opts.site)
        if Layout(archive).owns(Path(opts.to)):
            raise UsageFault(f"--to {opts.to}: belongs to the archive; write the file somewhere else")
        signal.signal(signal.SIGTERM, _stop)
        regions = known_regions(archive, opts.site)
        selection = Selection(opts.site, since, until, opts.all, opts.channel, regions)
        bodies = self._rich_bodies(archive) if opts.rich else None
        try:
            count = export(
                selected_versions(archive, selection),
                opts.to,
                captures=capture_files(archive, opts.site),
                selection=selection,
                bodies=bodies,
                overwrite=opts.overwrite,
                progress=_show_progress,
            )
        except ValueError as error:  # reader.py raises it for a damaged line
            raise DamagedSegment(f"{error}: restore the file, or move it away") from None
        finally:
            if sys.stderr.isatty():
                sys.stderr.write("\r\x1b[K")
        thing = "version" if opts.all else "bulletin"
        plain = f", {bodies.summary()}" if bodies and bodies.summary() else ""
        print(f"wrote {opts.to}: {count or 'no'} {thing}{'' if count == 1 else 's'}{plain}")

    def _rich_bodies(self, archive: Path) -> RichBodies:
        seconds = self.settings.getfloat("READING_SECONDS", READING_SECONDS)
        return RichBodies(partial(archived_page, archive), seconds)


def _stop(number: int, _frame: object) -> None:
    """Exit as after Ctrl-C, so that the incomplete file is removed."""
    sys.exit(128 + number)


def _show_progress(count: int) -> None:
    if count % _PROGRESS_STEP == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{count:,} bulletins")
        sys.stderr.flush()
