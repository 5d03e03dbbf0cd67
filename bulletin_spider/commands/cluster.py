"""``bulletin cluster init``: make the database of a cluster ready."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Make the database of a cluster ready."""

    action = "bulletin_spider.actions.cluster.ClusterAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "init"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Make the database of a cluster ready"
