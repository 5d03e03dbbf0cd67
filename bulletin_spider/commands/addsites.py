"""``scrapy addsites homes.csv``: search many home pages for channels, and write a file for each site that passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, BaseRunSpiderCommand):
    """Search home pages side by side, keep a report, and write the files of the sites that pass."""

    action = "bulletin_spider.actions.addsites.AddSitesAction"
    requires_project = True

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] HOMES.csv"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find the channels of many sites from their home pages, and write the sites' files"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``--report``, ``--dry-run``, ``--again`` and ``--all``."""
        super().add_options(parser)
        parser.add_argument(
            "--jobs", default="8", metavar="N", help="search N sites at the same time (default: 8)"
        )
        parser.add_argument("--report", metavar="FILE",
                            help="the report, from which a later call goes on (default: beside HOMES.csv)")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="write the report only")
        parser.add_argument(
            "--again", action="store_true", help="search again the sites that needed a person"
        )
        parser.add_argument("--all", action="store_true", help="take in the lists of departments, too")
