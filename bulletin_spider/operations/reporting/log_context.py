"""Tell the log records of several sites apart when one process crawls them at the same time."""

from __future__ import annotations

import logging
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.utils.log import LogCounterHandler

from bulletin_spider.operations.reporting.log_lines import fold_traceback, hide_passwords

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

SHOWN_LINES = 20
"""Lines of one site that a sweep prints: they fill a screen. The site's own log has all of them."""

_site: ContextVar[str] = ContextVar("site", default="")


def enter_site(site: str) -> None:
    """Attribute what the current context logs to a site. Tasks and timers that begin in it inherit it."""
    _site.set(site)


def site_of(context: Context) -> str:
    """Return the site that a context belongs to; empty if it is none's."""
    return context.get(_site, "")


def call_in(context: Context, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
    """Call in a context. A frame of this function says in which context the frames above it run."""
    return context.run(call, *args, **kwargs)


class SiteFilter(logging.Filter):
    """Keeps the records of one site: those that name its spider, and those logged in its context."""

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is of the site."""
        spider = getattr(record, "spider", None)
        return (getattr(spider, "name", None) or _site.get()) == self.site


class NoSiteFilter(logging.Filter):
    """Keeps the records that are of no site."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is of no site."""
        return not (getattr(record, "spider", None) or _site.get())


def separate_log(handler: logging.Handler) -> None:
    """Make a run's handler keep the records of its site only, if the process crawls several sites."""
    if site := _site.get():
        handler.addFilter(SiteFilter(site))


class SiteLogCount:
    """Makes Scrapy's counts of log records (``log_count/…``) those of the crawler's own site.

    An extension of workers. Its order is behind that of Scrapy's ``LogCount``, which adds the handler that counts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self) -> None:
        """Separate the counts."""
        for handler in logging.root.handlers:
            if isinstance(handler, LogCounterHandler) and handler.crawler is self.crawler:
                separate_log(handler)


class SiteLines(logging.Handler):
    """Appends to ``lines`` the first lines that the run of one site alone would print to stderr."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the lines of a record, as long as there is room."""
        if len(self.lines) < SHOWN_LINES:
            self.lines += self.format(record).splitlines()


def site_handler(site: str, settings: BaseSettings, lines: list[str]) -> logging.Handler:
    """Return a handler that does for one site what Scrapy's own does for a process, with ``lines`` as its stderr."""
    handler: logging.Handler
    if not settings.getbool("LOG_ENABLED"):
        return logging.NullHandler()
    if path := settings["LOG_FILE"]:
        handler = logging.FileHandler(path, encoding=settings["LOG_ENCODING"], delay=True)
    else:
        handler = SiteLines(lines)
    handler.setLevel(settings["LOG_LEVEL"])
    handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    handler.addFilter(SiteFilter(site))
    if handler.level > logging.DEBUG:
        handler.addFilter(fold_traceback)
        handler.addFilter(hide_passwords)
    return handler


def keep_contexts(reactor: Any) -> None:  # noqa: ANN401 - Twisted's reactor is a module to type checkers
    """Make Twisted call timers and threads in the context in which they were asked for, as asyncio does.

    It runs all due timers in the context of one of them, and threads without a context. A connection inherits the
    context of the timer that opens it.
    """
    call_later, pool = reactor.callLater, reactor.getThreadPool()
    call_in_thread = pool.callInThreadWithCallback

    def call_later_in_context(delay: float, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return call_later(delay, call_in, copy_context(), call, *args, **kwargs)

    def call_thread_in_context(done: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        context = copy_context()
        report = (lambda *result: context.run(done, *result)) if done else None
        call_in_thread(report, context.run, call, *args, **kwargs)

    reactor.callLater = call_later_in_context
    pool.callInThreadWithCallback = call_thread_in_context
