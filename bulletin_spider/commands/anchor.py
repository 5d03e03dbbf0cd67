"""``scrapy anchor``: write the heads of all chains of run records as a small file, to be kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Write the anchor of today (UTC); with ``--rfc3161`` also a time stamp. Exit with 1 if there is no stamp."""

    action = "bulletin_spider.actions.anchor.AnchorAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--rfc3161 URL]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Write the hashes that stand for the whole archive, to be kept elsewhere"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--rfc3161``."""
        super().add_options(parser)
        parser.add_argument(
            "--rfc3161", metavar="URL", help="ask this authority for a time stamp of the anchor"
        )
