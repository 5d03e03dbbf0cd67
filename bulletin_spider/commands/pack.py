"""``scrapy pack [SITE]``: make one file of what a site's runs have kept in each closed month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Fold each closed month of a site: its captures into one WARC file, its refused pages into one file.

    Every published line stays, and what it names as its capture is still found. Old files are removed only after the
    pack was read back and compared. A call that was interrupted is finished by the next one.
    """

    action = "bulletin_spider.actions.pack.PackAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--before YYYY-MM] [--segments] [SITE]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Fold the closed months of the archive into few files"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--before`` and ``--segments``."""
        super().add_options(parser)
        parser.add_argument(
            "--before", metavar="YYYY-MM", help="only months before this one; the current one is never packed"
        )
        parser.add_argument(
            "--segments", action="store_true", help="also make one segment of the segments of each month"
        )
