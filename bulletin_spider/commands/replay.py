"""``scrapy replay``: read the kept pages again with the current rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Publish a ``reread`` version where the current rules read a page differently; ``--dry-run`` only shows them."""

    action = "bulletin_spider.actions.replay.ReplayAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[SITE ...] [--since YYYY-MM-DD] [--dry-run] [--jobs N]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Read the kept pages again with the current rules; --dry-run shows what would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--since``, ``--dry-run`` and ``--jobs``."""
        super().add_options(parser)
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="only bulletins of this day or a later one")
        parser.add_argument("--dry-run", action="store_true", help="show what would change; publish nothing")
        parser.add_argument("--jobs", metavar="N", help="worker processes (default: one for each core)")
