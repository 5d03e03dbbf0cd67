"""``bulletin notify [--test]``: check the addresses of ``BULLETIN_NOTIFY``, and send them a message."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Check whether Apprise knows the services of the addresses in BULLETIN_NOTIFY; --test sends a message to them."""

    action = "bulletin_spider.actions.notify.NotifyAction"
    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Check the addresses for notifications, or send a test message"
