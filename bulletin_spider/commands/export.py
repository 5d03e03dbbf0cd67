"""``scrapy export --to FILE``: the archive as a file that other tools open at once."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import add_choice, archive_of, chosen_span
from bulletin_spider.commands._output import told
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import DamagedSegment, UsageFault
from bulletin_spider.export.registry import FORMATS
from bulletin_spider.export.selection import Selection, captured, selected
from bulletin_spider.export.writing import export

if TYPE_CHECKING:
    import argparse

_TOLD_EVERY = 1_000


class Command(PlainUsage, ScrapyCommand):
    """Writes what is published into one file, whole or not at all."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "--to FILE [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Write published bulletins to a spreadsheet, a database, a feed …"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is chosen and where it goes."""
        super().add_options(parser)
        endings = ", ".join(FORMATS)
        parser.add_argument("--to", metavar="FILE", help=f"its name's end says the format: {endings}")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")
        add_choice(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--latest", action="store_true", help="each bulletin in its latest wording (default)"
        )
        which.add_argument(
            "--all", action="store_true", help="every version, those of withdrawn bulletins too"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file and say what is in it."""
        self.exitcode = told("export", args, lambda: self._export(opts))

    def _export(self, opts: argparse.Namespace) -> None:
        if not opts.to:
            raise UsageFault(f"say where to: --to FILE, which ends in {', '.join(FORMATS)}")
        since, until = chosen_span(opts)
        archive = archive_of(self.settings, opts.site)
        if Layout(archive).owns(Path(opts.to)):
            raise UsageFault(f"--to {opts.to}: is the archive's own place; write the file somewhere else")
        signal.signal(signal.SIGTERM, _stop)
        selection = Selection(opts.site, since, until, opts.all, opts.channel)
        try:
            count = export(
                selected(archive, selection),
                opts.to,
                captured=captured(archive, opts.site),
                selection=selection,
                overwrite=opts.overwrite,
                progress=_progress,
            )
        except ValueError as error:  # what reader.py says of a damaged line
            raise DamagedSegment(f"{error}: restore the file, or move it away") from None
        finally:
            if sys.stderr.isatty():
                sys.stderr.write("\r\x1b[K")
        thing = "version" if opts.all else "bulletin"
        print(f"wrote {opts.to}: {count or 'no'} {thing}{'' if count == 1 else 's'}")


def _stop(number: int, _frame: object) -> None:
    """Leave as after Ctrl-C, so that no half file stays behind."""
    sys.exit(128 + number)


def _progress(count: int) -> None:
    if count % _TOLD_EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{count:,} bulletins")
        sys.stderr.flush()
