"""Short log lines: a failure is one line, and its traceback is for those who ask with ``-L DEBUG``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.log import get_scrapy_root_handler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ShortLogExtension:
    """Turns the traceback of a log record into the exception's own line."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if logging.getLevelName(crawler.settings["LOG_LEVEL"]) == logging.DEBUG:
            raise NotConfigured
        extension = cls()
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self) -> None:
        """Take hold of Scrapy's log handler, which is final only now."""
        handler = get_scrapy_root_handler()
        if handler is not None:
            handler.addFilter(shorten)


def shorten(record: logging.LogRecord) -> bool:
    """Fold a record's exception into its message; every record passes."""
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        error = record.exc_info[1]
        first = record.getMessage().splitlines()[0] if record.getMessage() else ""
        record.msg = f"{first} ({type(error).__name__}: {str(error)[:200]}; -L DEBUG shows where)"
        record.args = None
        record.exc_info = None
        record.exc_text = None
    return True
