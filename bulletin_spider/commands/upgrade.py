"""``bulletin upgrade [SITE …]``: move an archive of an earlier release to the present form."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Split each site's file of run records into one a month, and write its manifest. No line and no capture changes.

    The next run of a site does the same for its site. A call that was interrupted is finished by the next one.
    """

    action = "bulletin_spider.actions.upgrade.UpgradeAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[SITE …]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Move an archive of an earlier release to the present form"
