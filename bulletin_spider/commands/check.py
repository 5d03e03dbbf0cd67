"""``scrapy check``: test the contracts in the docstrings of callbacks; nothing is archived."""

from __future__ import annotations

from scrapy.commands.check import Command as CheckCommand

from bulletin_spider.commands._usage import UsageErrorMixin, WithoutArchiveMixin


class Command(WithoutArchiveMixin, UsageErrorMixin, CheckCommand):
    """Scrapy's own command, without the archive."""
