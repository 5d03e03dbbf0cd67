"""``bulletin anchor``: write the heads of all chains of run records as a small file, to be kept elsewhere."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Write the anchor of today (UTC); with ``--rfc3161`` also a time stamp. Exit with 1 if there is no stamp."""

    action = "bulletin_spider.actions.anchor.AnchorAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--rfc3161 URL]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Write hashes of the whole archive, to be kept elsewhere"
