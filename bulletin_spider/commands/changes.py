"""``bulletin changes``: show what was added, edited and taken down, at every site."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Show the versions that were published since a time, or since the last call."""

    action = "bulletin_spider.actions.changes.ChangesAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[WORDS ...] [--since TIME | --cursor FILE] [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show what was added, edited and taken down, with the difference"

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Show the versions that were published since a time, by default in the last seven days. WORDS have the"
            " syntax of 'search', and may be in the version or in the one that it edits. With a limit the newest"
            " are shown, the newest first; without one all, site by site in the order of publication."
        )
