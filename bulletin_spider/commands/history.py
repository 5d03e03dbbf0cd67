"""``bulletin history URL``: show every version of a bulletin, and what changed from one to the next."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Find a bulletin by its address or id; exit with 2 if the archive has no bulletin with it."""

    action = "bulletin_spider.actions.history.HistoryAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "URL|ID [--json]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show every version of a bulletin and what changed"
