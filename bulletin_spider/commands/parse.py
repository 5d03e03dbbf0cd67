"""``scrapy parse --spider SITE URL``: show what a site's spider reads from one page; nothing is archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.parse import Command as ParseCommand

from bulletin_spider.commands._usage import UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(UsageErrorMixin, ParseCommand):
    """Scrapy's own command, without the archive."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Switch the archive off: a look at a page must not lock or write it."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.set("ARCHIVE_ENABLED", value=False, priority="cmdline")
