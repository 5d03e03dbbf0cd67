"""``scrapy parse --spider SITE URL``: show what a site's spider reads from one page; nothing is archived."""

from __future__ import annotations

from scrapy.commands.parse import Command as ParseCommand

from bulletin_spider.commands._usage import UsageErrorMixin, WithoutArchiveMixin


class Command(WithoutArchiveMixin, UsageErrorMixin, ParseCommand):
    """Scrapy's own command, without the archive."""
