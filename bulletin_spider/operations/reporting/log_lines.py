"""Shorten log lines: an item by its address and result, never its text; an exception by its own line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self, cast

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler

from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class ItemLogFormatter(LogFormatter):
    """Replaces those lines of Scrapy that would hold a whole bulletin. Lines that nobody sees are not made."""

    def __init__(self, *, debugs: bool = True) -> None:
        """``debugs``: the log level is DEBUG."""
        self.debugs = debugs

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(debugs=_is_debug(crawler))

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Return the line of a response."""
        return super().crawled(request, response, spider) if self.debugs else _NO_LINE

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:  # noqa: ANN401, ARG002 - Scrapy's signature
        """Return the line of a published bulletin."""
        if not self.debugs:
            return _NO_LINE
        return _line(logging.DEBUG, f"{_change(item)}: {_item_name(item)}")

    def dropped(
        self,
        item: Any,  # noqa: ANN401 - Scrapy's signature
        exception: BaseException,
        response: Response | Failure | None,  # noqa: ARG002
        spider: Spider,  # noqa: ARG002
    ) -> LogFormatterResult:
        """Return the line of a page that a pipeline dropped, with the reason."""
        return _line(logging.INFO, f"left out, {type(exception).__name__}: {exception}: {_item_name(item)}")

    def item_error(
        self,
        item: Any,  # noqa: ANN401 - Scrapy's signature
        exception: BaseException,
        response: Response | Failure | None,  # noqa: ARG002
        spider: Spider,  # noqa: ARG002
    ) -> LogFormatterResult:
        """Return the line of a page on which a pipeline raised an error."""
        return _line(logging.ERROR, f"{type(exception).__name__} in a pipeline: {_item_name(item)}")


_NO_LINE = cast("LogFormatterResult", None)
"""Scrapy logs nothing for None, though its annotations do not say so."""


def _is_debug(crawler: Crawler) -> bool:
    level = crawler.settings["LOG_LEVEL"]  # a number, or the name of one
    return bool(logging.getLevelNamesMapping().get(level, level) == logging.DEBUG)


def _line(level: int, text: str) -> LogFormatterResult:
    return {"level": level, "msg": "%(text)s", "args": {"text": text}}


def _change(item: Any) -> str:  # noqa: ANN401 - a pipeline may return anything, even None
    return str(ItemAdapter(item).get("change", "new")) if ItemAdapter.is_item(item) else "scraped"


def _item_name(item: Any) -> str:  # noqa: ANN401 - a Page or a Bulletin
    if not ItemAdapter.is_item(item):
        return type(item).__name__
    field = ItemAdapter(item).get
    return f"{field('url', type(item).__name__)} ({field('channel', '-')})"


class ShortLogExtension:
    """Replaces the traceback of a log record by one line, unless the log level is DEBUG."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if _is_debug(crawler):
            raise NotConfigured
        extension = cls()
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self) -> None:
        """Add the filter to Scrapy's log handler, which is final only when the spider opens."""
        handler = get_scrapy_root_handler()
        if handler is not None:
            handler.addFilter(FirstFault())
            handler.addFilter(fold_traceback)
            handler.addFilter(hide_passwords)


class FirstFault:
    """Lets pass the first of the records that say of each segment that the same fault keeps it from being stored."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is about another fault than those before it. A filter of ``logging``."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if not isinstance(error, ArchiveFault):
            return True
        is_first = str(error) not in self._seen
        self._seen.add(str(error))
        return is_first


def hide_passwords(record: logging.LogRecord) -> bool:
    """Hide the users and passwords of addresses in a record. A filter of ``logging``: return True to keep it."""
    text = record.getMessage()
    if "@" in text and (hidden := without_passwords(text)) != text:
        record.msg, record.args = hidden, None
    return True


def fold_traceback(record: logging.LogRecord) -> bool:
    """Put a record's exception into its message. A filter of ``logging``: return True to keep the record."""
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        error = record.exc_info[1]
        first = record.getMessage().splitlines()[0] if record.getMessage() else ""
        record.msg = f"{first} ({type(error).__name__}: {str(error)[:200]}; -L DEBUG shows where)"
        record.args = None
        record.exc_info = None
        record.exc_text = None
    return True
