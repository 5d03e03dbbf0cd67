"""``scrapy sweep [SITE…]``: crawl every site once; the exit code is that of the worst outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Crawl every site once, many in each worker process."""

    action = "bulletin_spider.actions.sweep.SweepAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Crawl every site once, several at the same time"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``--isolate``, ``-a``, ``--json`` and ``--quiet``."""
        super().add_options(parser)
        parser.add_argument(
            "--jobs", default="4", metavar="N", help="crawl N sites at the same time (default: 4)"
        )
        parser.add_argument("--isolate", action="store_true", help="crawl each site in a process of its own")
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
                            help="set an argument of every run, like full=1 (may be repeated)")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print the runs' records instead of a table")
        parser.add_argument("--quiet", action="store_true", help="print nothing if all sites are well")
