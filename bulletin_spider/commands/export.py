"""``scrapy export --to FILE``: write the archive into a file for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._selection import add_selection_options
from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Write published bulletins into one file, which appears only when it is complete."""

    action = "bulletin_spider.actions.export.ExportAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "--to FILE [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Write published bulletins to a spreadsheet, a database, a feed …"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options for the file and for the selection."""
        super().add_options(parser)
        # Here, as Scrapy imports the module for every command, and asks only the one that runs for its options.
        from bulletin_spider.export.registry import FORMATS  # noqa: PLC0415

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
