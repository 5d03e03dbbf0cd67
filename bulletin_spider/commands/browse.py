"""``bulletin browse``: show the archive as pages in a browser."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Serve pages over the archive on this machine, until Ctrl-C; send no request to any site."""

    action = "bulletin_spider.actions.browse.BrowseAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show the archive as pages in a browser"

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Serve pages of the archive until Ctrl-C: search, bulletins, comparisons, changes, sites. They only read"
            " the archive, and work while runs publish. The extra 'web' is needed."
        )
