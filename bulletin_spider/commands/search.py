"""``bulletin search 老旧小区``: find bulletins by their text."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Search the latest version of every bulletin."""

    action = "bulletin_spider.actions.search.SearchAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "WORDS ... [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find published bulletins by their text"

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Find the bulletins whose latest version contains all WORDS exactly as typed; a word may have any length."
            " Combine words with AND, OR, NOT (or -word) and brackets; put a phrase with spaces in quotes."
            " Example: 老旧小区 (电梯 OR 管线) -公告."
        )
