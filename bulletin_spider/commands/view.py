"""``scrapy view URL``: open the page at an address in a browser, also with ``--spider SITE``; nothing is archived."""

from __future__ import annotations

from scrapy.commands.view import Command as ViewCommand

from bulletin_spider.commands._usage import UsageErrorMixin, WithoutArchiveMixin


class Command(WithoutArchiveMixin, UsageErrorMixin, ViewCommand):
    """Scrapy's own command, without the archive."""
