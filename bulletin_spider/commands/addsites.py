"""``bulletin addsites homes.csv``: search many home pages for channels, and write a file for each site that passes."""

from __future__ import annotations

from scrapy.commands import BaseRunSpiderCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, BaseRunSpiderCommand):
    """Search home pages side by side, keep a report, and write the files of the sites that pass."""

    action = "bulletin_spider.actions.addsites.AddSitesAction"
    requires_project = True

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] HOMES.csv"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find the channels of many sites, and write the sites' files"
