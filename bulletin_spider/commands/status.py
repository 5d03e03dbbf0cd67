"""``scrapy status [SITE…]``: show the state of every site, and what a person must look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Read the run records and the index, try what a run needs, and print a table; send no request, change no file."""

    action = "bulletin_spider.actions.status.StatusAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show the state of each site, and what needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json`` and ``--require``."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one line of JSON for each site")
        parser.add_argument(
            "--require", default="", metavar="SITE,SITE", help="fail if one of these is not well"
        )
