"""``bulletin tier --before YYYY-MM --to DIR [SITE]``: move captures of old months elsewhere, and bring them back."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Move packs of captures to another directory; what a run may still read stays.

    Each is copied, read back and noted in the run records before it is removed, and a small file says where it is.
    --fetch copies packs back and checks them.
    """

    action = "bulletin_spider.actions.tier.TierAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "--before YYYY-MM --to DIR [SITE] | --fetch [--before YYYY-MM] [--to DIR] [SITE]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Move packed captures of old months elsewhere, and fetch them back"
