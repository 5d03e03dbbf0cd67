"""``bulletin verify``: check that the archive is complete and unchanged; print a line for each fault."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Check all files of the archive against each other; exit with 1 for a fault, 2 for wrong usage.

    Nothing is locked, created or changed.
    """

    action = "bulletin_spider.actions.verify.VerifyAction"
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[SITE ...] [--deep] [--anchor FILE [--tsa-roots FILE]]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Check every file, line, digest and reference of the archive"
