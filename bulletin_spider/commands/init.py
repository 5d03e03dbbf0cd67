"""``bulletin init DIR``: make a small project of one's own."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Make a small project of one's own: settings, sites, an example pipeline, and what to type first."""

    action = "bulletin_spider.actions.init.InitAction"
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Make a project of your own in a new directory"
