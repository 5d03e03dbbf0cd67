"""``scrapy schedule --every 2h [SITE…]``: print crontab lines or systemd units that can be installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin

if TYPE_CHECKING:
    import argparse


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
        return "Print crontab lines or systemd units that crawl the sites; nothing is installed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--every``, ``--cron``, ``--systemd`` and ``--into``."""
        super().add_options(parser)
        parser.add_argument(
            "--every", default="2h", metavar="TIME", help="like 30min, 2h or 1d (default: 2h)"
        )
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--cron", action="store_true", help="print lines for a crontab (default)")
        kind.add_argument("--systemd", action="store_true", help="print a service and timers for systemd")
        parser.add_argument("--into", metavar="DIR", help="with --systemd: write the units as files in DIR")
