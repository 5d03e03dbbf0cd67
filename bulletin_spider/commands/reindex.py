"""``bulletin reindex``: rebuild the index from segments and run records."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Delete the index and rebuild it; if a site is being crawled, do nothing and exit with 75."""

    action = "bulletin_spider.actions.reindex.ReindexAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[SITE ...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Rebuild the index from the segments"
