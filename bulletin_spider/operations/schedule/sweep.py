"""Run every site once."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.schedule.site_pool import SILENCE, SitePool, SiteResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import FrameType

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.statuses import Outcome


@dataclass
class Sweep:
    """Runs the sites, ``jobs`` at the same time. Fills ``records`` and ``messages`` by site."""

    sites: Sequence[str]
    command: Sequence[str]
    """Crawls the site whose name is added to it, in a process of its own, and prints the record."""
    options: Sequence[str]
    """The options of ``command`` that a worker understands."""
    directory: Path
    layout: Layout
    jobs: int = 4
    isolated: bool = False
    """Whether each site gets a process of its own."""
    silence: float = SILENCE
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    """Site → the lines that its run has for a person; under ``""`` those that are of no site."""
    on_record: Callable[[dict[str, Any]], None] = lambda _record: None
    """Is called with each record when its run has ended."""
    stopped_by: int = 0

    def run(self) -> None:
        """Run every site. On a signal, forward it to the running processes and start no more."""
        pool = SitePool(
            self.command, self.options, self.directory, self.layout, self.jobs, self.silence,
            on_worker_lines=self.messages.setdefault("", []).extend,
        )  # fmt: skip

        def stop(number: int, _frame: FrameType | None) -> None:
            self.stopped_by = number
            pool.stop(number)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        for site in self.sites:
            pool.crawl(site, alone=self.isolated).add_done_callback(partial(self._keep, site))
        pool.end()
        pool.run()

    def worst(self) -> Outcome:
        """Return the worst outcome of the runs."""
        return worst_outcome(record["outcome"] for record in self.records.values())

    def _keep(self, site: str, ended: Future[SiteResult]) -> None:
        result = ended.result()
        self.records[site] = result.record
        self.messages[site] = result.lines
        if result.started:
            self.on_record(result.record)
