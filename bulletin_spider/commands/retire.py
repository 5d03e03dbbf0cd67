"""``bulletin retire SITE``: keep a site, and expect no run of it any more."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Keep, verify and search a site, but leave it out of sweeps, timers and alarms; --undo expects it again."""

    action = "bulletin_spider.actions.retire.RetireAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--reason TEXT] [--undo] SITE"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Keep a site, and expect no run of it any more"
