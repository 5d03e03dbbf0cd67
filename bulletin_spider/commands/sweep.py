"""``bulletin sweep [SITE…]``: crawl every site once; the exit code is that of the worst outcome."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


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
