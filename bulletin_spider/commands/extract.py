"""``scrapy extract``: print the content fields of article pages as JSON Lines, or as a table with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Read files, standard input or one address; exit with 2 for wrong usage, with 1 for a page that is no article."""

    action = "bulletin_spider.actions.extract.ExtractAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "FILE|URL|- ... [--url U] [--date D] [--site NAME] [--explain | --html]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Read title, date, paragraphs and people out of article pages"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what the page may not show itself: its address and the day in its listing row."""
        super().add_options(parser)
        parser.add_argument("--url", default=None, help="the page's address")
        parser.add_argument("--date", default=None, metavar="YYYY-MM-DD", help="the day in the listing row")
        parser.add_argument("--site", default=None, metavar="NAME", help="read with this site's own rules")
        shown = parser.add_mutually_exclusive_group()
        shown.add_argument(
            "--explain",
            action="store_true",
            help="print a table: value, rule, text it was read from, warnings",
        )
        shown.add_argument(
            "--html", action="store_true", help="print the body as its page has it, as safe HTML"
        )
