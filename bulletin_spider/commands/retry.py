"""``bulletin retry [SITE…]``: have sites visited again whose visits have failed."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Have sites visited again whose visits have failed."""

    action = "bulletin_spider.actions.retry.RetryAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--all] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Have sites visited again whose visits have failed"
