"""``bulletin addsite NAME HOME``: find the channels of a site from its home page, and write the site's file."""

from __future__ import annotations

from scrapy.commands import BaseRunSpiderCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, BaseRunSpiderCommand):
    """Print what is found behind a home page; if the person confirms, write the site's file."""

    action = "bulletin_spider.actions.addsite.AddSiteAction"
    requires_project = True

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] NAME HOME"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find a site's channels from its home page, and write its file"
