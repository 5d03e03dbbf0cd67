"""Write a log file for each run, and delete old ones."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from bulletin_spider.archive.atomic_files import make_directory
from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.credentials import without_passwords
from bulletin_spider.operations.reporting.log_context import separate_log
from bulletin_spider.operations.run.extension import RunExtension

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class RunLogExtension:
    """Writes log records of level INFO and above, with tracebacks, to ``logs/<site>/<run>.log``."""

    def __init__(self, crawler: Crawler, kept: int) -> None:
        self.crawler = crawler
        self.kept = kept
        self.handler: logging.FileHandler | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        kept = crawler.settings.getint("LOGS_KEPT")
        if kept < 1:
            raise NotConfigured
        extension = cls(crawler, kept)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def spider_opened(self) -> None:
        """Open the run's log file, and delete the oldest ones."""
        archive = opened_archive(self.crawler)
        path = archive.layout.log(archive.site, archive.run)
        try:
            make_directory(path.parent)
            self.handler = log_handler(path)
            separate_log(self.handler)
            delete_old_logs(archive.layout, archive.site, self.kept)
        except OSError as error:
            logger.warning("no log of this run: %s: %s", path, error.strerror)
            return
        # Before Scrapy's own handler, whose filter removes tracebacks from the records.
        logging.root.handlers.insert(0, self.handler)
        logger.info("run %s of %s begins", archive.run, archive.site)

    def engine_stopped(self) -> None:
        """Close the file. Delete it if the run found nothing new, or leaves nothing in the archive.

        A log without a record is an alarm.
        """
        if self.handler is None:
            return
        logging.root.removeHandler(self.handler)
        self.handler.close()
        run = self.crawler.get_extension(RunExtension)
        if run is not None and (run.discarded or run.is_idle):
            log = Path(self.handler.baseFilename)
            log.unlink(missing_ok=True)
            with suppress(OSError):  # it has logs of earlier runs
                log.parent.rmdir()


class RunLogHandler(logging.FileHandler):
    """A file handler that stops with one warning when the disk fails, not with a traceback for each line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line. The first one creates the file, which logging does not guard."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Close the log. Other parts decide what a full disk means for the run."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        logging.root.removeHandler(self)
        self.close()
        logger.warning("the log of this run ends here: %s: %s", self.baseFilename, error.strerror)

    def close(self) -> None:
        """Close the file; its last lines may be lost."""
        with suppress(OSError):
            super().close()


class _LogFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_passwords(super().format(record))


def log_handler(path: Path) -> logging.FileHandler:
    """Return a handler that dates lines in UTC. The file is created with the first line."""
    handler = RunLogHandler(path, encoding="utf-8", errors="backslashreplace", delay=True)
    formatter = _LogFormatter("%(asctime)s %(levelname)s [%(name)s] %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.setLevel(logging.INFO)
    return handler


def delete_old_logs(layout: Layout, site: str, kept: int) -> None:
    """Delete old logs of a site, so that ``kept`` remain together with the one to be written next."""
    for path in layout.logs(site)[: -(kept - 1) or None]:
        path.unlink(missing_ok=True)
