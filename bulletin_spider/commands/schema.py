"""``bulletin schema``: print the schema of a published line."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Print the JSON Schema, or the same fields as a Frictionless table schema or a Markdown table."""

    action = "bulletin_spider.actions.schema.SchemaAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--table | --markdown | --item PATH]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Print the JSON Schema of a published bulletin"
