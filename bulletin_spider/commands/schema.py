"""``scrapy schema``: print the schema of a published line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


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

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--table``, ``--item`` and ``--markdown``."""
        super().add_options(parser)
        forms = parser.add_mutually_exclusive_group()
        forms.add_argument("--table", action="store_true", help="print a Frictionless table schema")
        forms.add_argument("--item", metavar="PATH", help="a subclass of Bulletin, such as own.items.Longer")
        forms.add_argument("--markdown", action="store_true", help="print the table of docs/data_format.md")
