"""Show a run's progress at a terminal; nothing under cron, in a pipe or with ``--quiet``."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.log import get_scrapy_root_handler

from bulletin_spider.crawl.run_state import RunState
from bulletin_spider.statuses import RowStatus

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text
    from scrapy.crawler import Crawler

    from bulletin_spider.crawl.listing_walk import Walk

_KNOWN = (RowStatus.KNOWN, RowStatus.UNPROVEN, RowStatus.UNCHANGED)
_FETCHED = {RowStatus.NEW, RowStatus.REVISED, RowStatus.UNCHANGED, RowStatus.REFUSED}


class ProgressExtension:
    """Updates a few lines at the bottom of the terminal, and erases them at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = time.monotonic()
        self.live: Live | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not (crawler.settings.getbool("PROGRESS") and sys.stderr.isatty()):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Show the lines, and print the log above them."""
        self.run = RunState.of(self.crawler)
        from rich.console import Console  # noqa: PLC0415 - runs of timers do not need it
        from rich.live import Live  # noqa: PLC0415

        console = Console(stderr=True, highlight=False)
        self.live = Live(
            console=console,
            get_renderable=self.lines,
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
        )
        self.live.start()
        self._log_to_stderr()

    def spider_closed(self) -> None:
        """Erase the lines."""
        if self.live is not None:
            self.live.stop()
            self._log_to_stderr()

    def lines(self) -> Text:
        """Return one line for each walk and one for the run."""
        from rich.text import Text  # noqa: PLC0415

        seconds = time.monotonic() - self.started
        requests = self.crawler.stats.get_value("downloader/request_count", 0)
        run = f"{self.run.site}: {requests} requests, {requests / max(seconds, 0.1):.1f} a second, {seconds:.0f} s"
        walks = list(self.run.ledger.walks.values())
        if (limit := self.run.window.limit) and (done := sum(map(_fetched, walks))):
            run += f", about {max(0, limit - done) * seconds / done:.0f} s left"
        return Text("\n".join([*map(channel_line, walks), run]), no_wrap=True, overflow="ellipsis")

    def _log_to_stderr(self) -> None:
        """Make Scrapy's log handler use the current ``sys.stderr``: rich prints log lines above ours."""
        handler = get_scrapy_root_handler()
        if type(handler) is logging.StreamHandler:  # with LOG_FILE it is another type, which is left alone
            handler.setStream(sys.stderr)


def channel_line(walk: Walk) -> str:
    """Return the line of a channel."""
    rows = walk.rows
    new, known = rows[RowStatus.NEW] + rows[RowStatus.REVISED], sum(rows[status] for status in _KNOWN)
    end = f" - {walk.gap or walk.reached}" if walk.gap or walk.reached else ""
    return (
        f"{walk.channel}: page {walk.pages}, {new} new, {known} known, {rows[RowStatus.REFUSED]} refused,"
        f" {rows[RowStatus.ASKED]} in progress{end}"
    )


def _fetched(walk: Walk) -> int:
    return sum(count for status, count in walk.rows.items() if status in _FETCHED)
