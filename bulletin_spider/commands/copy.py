"""``bulletin copy --to PLACE [SITE ...]``: copy the archive to another place, and compare every file."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Copy the archive to a directory, or into an object store such as s3://bucket/prefix.

    Only what is missing is copied, and each file is compared by SHA-256. What the other place has, and this archive has
    not, is an error and is never replaced. A call that was interrupted is finished by the next one.
    """

    action = "bulletin_spider.actions.copy.CopyAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "--to PLACE [--from PLACE] [--dry-run] [--json] [SITE ...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Copy the archive to another disk or an object store, and compare it"
