"""``bulletin replay``: read the kept pages again with the current rules."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


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
        return "Read the kept pages again with the current rules"
