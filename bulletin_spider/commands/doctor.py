"""``bulletin doctor SITE…``: check that sites can be read, before the first crawl."""

from __future__ import annotations

from scrapy.commands import BaseRunSpiderCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, BaseRunSpiderCommand):
    """Fetch each channel's first two pages and two of its articles, and print what works and what does not."""

    action = "bulletin_spider.actions.doctor.DoctorAction"
    requires_project = True

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] SITE..."

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Check that a site can be read; nothing is stored"
