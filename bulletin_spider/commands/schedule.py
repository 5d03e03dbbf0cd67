"""``bulletin schedule --every 2h [SITE…]``: print crontab lines or systemd units that can be installed."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Print crontab lines or systemd units that crawl the sites regularly; you install them yourself."""

    action = "bulletin_spider.actions.schedule.ScheduleAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "--every 2h [--cron|--systemd] [SITE...]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Print crontab lines or systemd units; nothing is installed"
