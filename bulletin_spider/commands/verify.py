"""``scrapy verify``: check that the archive is complete and unchanged; print a line for each fault."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from bulletin_spider.commands._options import select_archived_sites
from bulletin_spider.commands._output import print_fault, print_line
from bulletin_spider.commands._usage import UsageErrorMixin
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.operations.replay.deep_check import reread_findings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrapy.spiderloader import SpiderLoaderProtocol

    from bulletin_spider.archive.verification.finding import Finding


class Command(UsageErrorMixin, ScrapyCommand):
    """Check all files of the archive against each other; exit with 1 for a fault, 2 for wrong usage.

    Nothing is locked, created or changed.
    """

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
        """Add ``--site`` and ``--deep``."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="check only this site")
        parser.add_argument(
            "--deep",
            action="store_true",
            help="also extract every bulletin from its capture again, and compare",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each finding, and a last line that counts them."""
        assert self.settings is not None
        layout, counts = Layout(Path(self.settings["ARCHIVE_DIR"])), VerificationCounts()
        try:
            if args:
                raise UsageFault(f"unexpected argument '{args[0]}'; name a site with --site {args[0]}")
            loader = get_spider_loader(self.settings)
            for finding in findings(layout, opts.site, counts, deep=opts.deep, loader=loader):
                print_line(finding)
        except RunFault as fault:
            self.exitcode = print_fault("verify", fault)
            return
        except OSError as error:
            self.exitcode = print_fault("verify", ArchiveFault(layout.root, error, "read"))
            return
        self.exitcode = 1 if counts.faults else 0
        print_line(summary_line(counts))


def findings(
    layout: Layout,
    site: str | None,
    counts: VerificationCounts,
    *,
    deep: bool = False,
    loader: SpiderLoaderProtocol | None = None,
) -> Iterator[Finding]:
    """Yield every finding of one site or of all sites; raise ``UsageFault`` if the site is not archived.

    ``loader`` gives the sites' own rules to the deep check.
    """
    sites = select_archived_sites(layout, [site] if site else [])
    deep_check = partial(reread_findings, loader=loader) if deep else None
    yield from check_archive(layout, sites, counts, deep_check, whole=site is None)


def summary_line(counts: VerificationCounts) -> str:
    """Return the last line."""
    checked = f"{counts.versions} versions of {counts.sites} site{'' if counts.sites == 1 else 's'}"
    notes = f"{counts.notes} note{'' if counts.notes == 1 else 's'}"
    if not counts.faults:
        return f"{checked}: no faults" + (f", {notes}" if counts.notes else "")
    return f"{checked}: {counts.faults} fault{'' if counts.faults == 1 else 's'}, {notes}"
