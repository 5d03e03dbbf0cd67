"""``bulletin status [SITE…]``: show the state of every site, and what a person must look at."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Read the run records and the index, try what a run needs, and print a table; send no request, change no file."""

    action = "bulletin_spider.actions.status.StatusAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show the state of each site, and what needs a person"
