"""``scrapy forget SITE``: remove the files of a mistaken trial; one line stays in the run records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Remove a site's segments, captures, refused pages, logs and records, and what is derived from them.

    One line stays, chained to the records that were removed, so that an older anchor is still accepted.
    """

    action = "bulletin_spider.actions.forget.ForgetAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--reason TEXT] [--yes] SITE"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Remove the files of a site that was crawled by mistake"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--reason`` and ``--yes``."""
        super().add_options(parser)
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="why; it is kept in the line that stays"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
