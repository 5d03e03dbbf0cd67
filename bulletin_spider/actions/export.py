"""``bulletin export [WORDS] --to FILE``: write the archive into a file for other tools."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._channels import channel_hint
from bulletin_spider.actions._options import date_range, existing_archive, typed_words
from bulletin_spider.actions._output import run_command
from bulletin_spider.actions._selection import add_selection_options
from bulletin_spider.archive.databases.postgresql import is_postgresql
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.requests.addresses import refuse_address
from bulletin_spider.exceptions import DamagedSegment, UsageFault
from bulletin_spider.export.columns import parse_columns
from bulletin_spider.export.postgresql.address import parse_address
from bulletin_spider.export.registry import FORMATS, check_library
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
    from collections.abc import Iterator

_PROGRESS_STEP = 1_000
"""Bulletins between two updates of the progress line."""


class ExportAction(Action):
    """Write published bulletins into one file, which appears only when it is complete."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options for the file and for the selection."""
        endings = ", ".join(FORMATS)
        parser.add_argument(
            "--to",
            metavar="FILE",
            help=f"its ending selects the format: {endings}; or the address of a database, postgresql://…",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="replace FILE if it exists; send everything to a database",
        )
        parser.add_argument(
            "--rich",
            action="store_true",
            help="bodies with headings, tables, links and pictures, from the captures (.atom, .feed.json, .md, /)",
        )
        parser.add_argument("--columns", metavar="NAME,NAME", help="only these columns, in this order")
        add_selection_options(parser)
        parser.add_argument("--reporter", metavar="NAME", help="only bulletins of this reporter")
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--latest", action="store_true", help="the latest version of each bulletin (default)"
        )
        which.add_argument(
            "--all", action="store_true", help="every version, also those of withdrawn bulletins"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file and print how many bulletins it holds."""
        words, unexpected = typed_words(args)
        self.exitcode = run_command("export", unexpected, lambda: self._export(words, opts))

    def _export(self, words: str, opts: argparse.Namespace) -> None:
        if not opts.to:
            raise UsageFault(
                f"name a file with --to FILE; its name must end in {', '.join(FORMATS)};"
                " or a database, like --to postgresql://host/database"
            )
        since, until = date_range(opts)
        columns = parse_columns(opts.columns)
        archive = existing_archive(self.settings, opts.site)
        signal.signal(signal.SIGTERM, _stop)
        regions = known_regions(archive, opts.site)
        selection = Selection(
            opts.site, since, until, opts.all, opts.channel, regions, words, opts.reporter, columns
        )
        write = self._send if is_postgresql(opts.to) else self._write
        try:
            print(write(archive, selection, opts))
        except ValueError as error:  # reader.py raises it for a damaged line
            raise DamagedSegment(f"{error}: restore the file, or move it away") from None

    def _write(self, archive: Path, selection: Selection, opts: argparse.Namespace) -> str:
        """Write a file or a directory, and return what is to be said of it."""
        refuse_address("--to", opts.to)
        if Layout(archive).owns(Path(opts.to)):
            raise UsageFault(f"--to {opts.to}: belongs to the archive; write the file somewhere else")
        bodies = self._rich_bodies(archive) if opts.rich else None
        notes: list[str] = []
        with _progress_line():
            count = export(
                selected_versions(archive, selection),
                opts.to,
                captures=capture_files(archive, opts.site),
                selection=selection,
                bodies=bodies,
                overwrite=opts.overwrite,
                progress=lambda count: None if count % _PROGRESS_STEP else _show_progress(count),
                note=notes.append,
            )
        if not count and opts.channel:
            sys.stderr.write(channel_hint(Layout(archive), opts))
        if bodies and bodies.summary():
            notes.append(bodies.summary())
        return ", ".join(
            [f"wrote {opts.to}: {_counted(count, 'version' if opts.all else 'bulletin')}", *notes]
        )

    def _send(self, archive: Path, selection: Selection, opts: argparse.Namespace) -> str:
        """Send what is new to a database, and return what is to be said of it."""
        database = parse_address(opts.to)
        if opts.rich:
            raise UsageFault("--rich: a database holds paragraphs; the pages are in the captures")
        if opts.latest:
            raise UsageFault(
                "--latest: a database holds every version; its view …_latest has the latest ones"
            )
        check_library("--to postgresql://", "psycopg", "postgresql")
        from bulletin_spider.export.postgresql.sending import send_archive  # noqa: PLC0415 - of an extra

        with _progress_line():
            count = send_archive(archive, database, selection, again=opts.overwrite, progress=_show_progress)
        return f"sent to {database.shown}: {_counted(count, 'version' if opts.overwrite else 'new version')}"

    def _rich_bodies(self, archive: Path) -> RichBodies:
        seconds = self.settings.getfloat("READING_SECONDS", READING_SECONDS)
        return RichBodies(partial(archived_page, archive), seconds)


def _stop(number: int, _frame: object) -> None:
    """Exit as after Ctrl-C, so that the incomplete file is removed."""
    sys.exit(128 + number)


def _counted(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


@contextmanager
def _progress_line() -> Iterator[None]:
    """Remove the line of progress at the end, however it comes."""
    try:
        yield
    finally:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _show_progress(count: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{count:,} bulletins")
        sys.stderr.flush()
