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

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Write the latest version of each bulletin, or of those with all WORDS, in the syntax of the search."
            " Example: 老旧小区 -公告 --to renewal.xlsx --columns date,title,url."
            " To an address such as postgresql://user@host/database each call sends what is new."
        )
