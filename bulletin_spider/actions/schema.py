"""``bulletin schema``: print the schema of a published line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scrapy.utils.misc import load_object
from scrapy.utils.serialize import ScrapyJSONEncoder

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import run_command
from bulletin_spider.contract.schema import bulletin_schema, schema_of
from bulletin_spider.contract.tables import markdown_table, table_schema
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import Bulletin

if TYPE_CHECKING:
    import argparse


class SchemaAction(Action):
    """Print the JSON Schema, or the same fields as a Frictionless table schema or a Markdown table."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--table``, ``--item`` and ``--markdown``."""
        forms = parser.add_mutually_exclusive_group()
        forms.add_argument("--table", action="store_true", help="print a Frictionless table schema")
        forms.add_argument("--item", metavar="PATH", help="a subclass of Bulletin, such as own.items.Longer")
        forms.add_argument("--markdown", action="store_true", help="print the table of docs/data_format.md")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the schema."""
        self.exitcode = run_command("schema", args, lambda: print(self._text(opts)))

    def _text(self, opts: argparse.Namespace) -> str:
        if opts.markdown:
            return markdown_table()
        if opts.item:
            return ScrapyJSONEncoder(ensure_ascii=False, indent=2).encode(schema_of(_item_class(opts.item)))
        return json.dumps(table_schema() if opts.table else bulletin_schema(), ensure_ascii=False, indent=2)


def _item_class(path: str) -> type[Bulletin]:
    try:
        found = load_object(path)
    except Exception as error:  # noqa: BLE001 - a module of the project may raise anything
        raise UsageFault(f"--item {path}: cannot be imported: {type(error).__name__}: {error}") from None
    if not (isinstance(found, type) and issubclass(found, Bulletin)):
        raise UsageFault(f"--item {path}: is not a subclass of bulletin_spider.items.Bulletin")
    return found
