"""``scrapy verify``: is the archive as it was written? One line for each fault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.site import Tally, check_archive
from bulletin_spider.commands._options import archived
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.operations.replay.deep_check import read_deeper

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bulletin_spider.archive.verification.finding import Finding


class Command(PlainUsage, ScrapyCommand):
    """Checks everything against everything; 1 is a fault, 2 bad usage. Locks, creates and changes nothing."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--site SITE] [--deep]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Check every file, line, digest and reference of the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is checked."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="this site only")
        parser.add_argument(
            "--deep", action="store_true", help="read every bulletin's page again and compare"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each finding and one that counts them."""
        assert self.settings is not None
        layout, tally = Layout(Path(self.settings["ARCHIVE_DIR"])), Tally()
        try:
            if args:
                raise UsageFault(f"'{args[0]}' is no option; name a site with --site {args[0]}")
            for finding in findings(layout, opts.site, tally, deep=opts.deep):
                say(finding)
        except RunFault as fault:
            self.exitcode = refuse("verify", fault)
            return
        except OSError as error:
            self.exitcode = refuse("verify", ArchiveFault(layout.root, error, "read"))
            return
        self.exitcode = 1 if tally.faults else 0
        say(closing(tally))


def findings(layout: Layout, site: str | None, tally: Tally, *, deep: bool = False) -> Iterator[Finding]:
    """Yield every finding of one site or of all; raise ``UsageFault`` if there is nothing to look at."""
    sites = archived(layout, [site] if site else [])
    yield from check_archive(layout, sites, tally, read_deeper if deep else None, whole=site is None)


def closing(tally: Tally) -> str:
    """Return the last line."""
    told = f"{tally.versions} versions of {tally.sites} site{'' if tally.sites == 1 else 's'}"
    notes = f"{tally.notes} note{'' if tally.notes == 1 else 's'}"
    if not tally.faults:
        return f"{told}: all is as it was written" + (f", {notes}" if tally.notes else "")
    return f"{told}: {tally.faults} fault{'' if tally.faults == 1 else 's'}, {notes}"
