"""``scrapy fetch URL``: print the page at an address, also with ``--spider SITE``; nothing is archived."""

from __future__ import annotations

from scrapy.commands.fetch import Command as FetchCommand

from bulletin_spider.commands._usage import UsageErrorMixin, WithoutArchiveMixin


class Command(WithoutArchiveMixin, UsageErrorMixin, FetchCommand):
    """Scrapy's own command, without the archive."""
