"""``bulletin forget SITE``: remove the files of a mistaken trial; one line stays in the run records."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Remove a site's segments, captures, refused pages, logs and records, and what is derived from them.

    One line stays, chained to the records that were removed, so that an older anchor is still accepted.
    """

    action = "bulletin_spider.actions.forget.ForgetAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--reason TEXT] [--yes] SITE"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Remove the files of a site that was crawled by mistake"
