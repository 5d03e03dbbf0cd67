"""``bulletin worker``: visit the sites that the queue of the cluster gives."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Visit the sites that the queue of the cluster gives."""

    action = "bulletin_spider.actions.worker.WorkerAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[--jobs N] [--first-visits N] [--grace SECONDS] [--no-daily] | --check"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Visit the sites that the queue of the cluster gives"
