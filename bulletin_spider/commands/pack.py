"""``bulletin pack [SITE]``: make one file of what a site's runs have kept in each closed month."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


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
