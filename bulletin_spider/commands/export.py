"""``bulletin export [WORDS] --to FILE``: write the archive into a file for other tools."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Write published bulletins into one file, which appears only when it is complete."""

    action = "bulletin_spider.actions.export.ExportAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[WORDS ...] --to FILE [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Write published bulletins to a spreadsheet, a database, a feed …"
