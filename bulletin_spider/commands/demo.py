"""``bulletin demo``: let the days of a small fictional district pass, and show what the program keeps of them."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Crawl the demo site once on each of its days, in a few seconds."""

    action = "bulletin_spider.actions.demo.DemoAction"
    requires_project = True
    default_settings = {"PROGRESS": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[-a port=PORT]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Let days of a fictional district pass, and show what is kept"
