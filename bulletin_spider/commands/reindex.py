"""``scrapy reindex``: the index made anew from segments and run records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._options import archived
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault

if TYPE_CHECKING:
    import argparse


class Command(PlainUsage, ScrapyCommand):
    """Removes the index and derives it again; 75 if a site is under way, and nothing is done then."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--site SITE]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Make the index anew from the segments"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add which site."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="this site's part only")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each site."""
        assert self.settings is not None
        layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
        try:
            if args:
                raise UsageFault(f"'{args[0]}' is no option; name a site with --site {args[0]}")
            sites = archived(layout, [opts.site] if opts.site else [])
            for done in reindex(layout, sites, whole=opts.site is None):
                told = f"{done.bulletins} bulletins in {done.versions} versions, {done.runs} runs"
                say(f"{done.site}: {told}")
        except RunFault as fault:
            self.exitcode = refuse("reindex", fault)
        except OSError as error:
            self.exitcode = refuse("reindex", ArchiveFault(layout.root, error))
