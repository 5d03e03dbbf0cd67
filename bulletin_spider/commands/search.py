"""``scrapy search 老旧小区``: find bulletins by their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._selection import add_selection_options
from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Search the latest version of every bulletin."""

    action = "bulletin_spider.actions.search.SearchAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "WORDS ... [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find published bulletins by their text"

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Find the bulletins whose latest version contains all WORDS exactly as typed; a word may have any length."
            " Combine words with AND, OR, NOT (or -word) and brackets; put a phrase with spaces in quotes."
            " Example: 老旧小区 (电梯 OR 管线) -公告."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options that select, sort and format the hits."""
        super().add_options(parser)
        add_selection_options(parser)
        parser.add_argument("--reporter", metavar="NAME", help="only bulletins of this reporter")
        parser.add_argument(
            "--changed", action="store_true", help="only those that have more than one version"
        )
        parser.add_argument(
            "--sort", choices=("rank", "date"), default="rank", help="best (default) or newest first"
        )
        parser.add_argument("--limit", default="20", metavar="N", help="show at most N (default 20; 0: all)")
        parser.add_argument("--json", action="store_true", help="the published lines, each with a snippet")
