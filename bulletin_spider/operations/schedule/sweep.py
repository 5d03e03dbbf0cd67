"""Run every site once, many in each worker process; a site that hangs or crashes harms no other."""

from __future__ import annotations

import os
import resource
import select
import signal
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.reading_journal import is_reading
from bulletin_spider.crawl.settings_check import OPEN_FILES
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.schedule.site_process import SiteProcess, without_record
from bulletin_spider.operations.schedule.worker_process import SITES, WorkerProcess
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType

    from bulletin_spider.archive.layout import Layout

_PAUSE = 0.05
"""Seconds between two looks at the processes."""
_FULL = 16
"""Sites at the same time that are worth a second worker: sixteen first crawls, at a request a second each, take a
quarter of a core."""
_LOSSES = 2
"""Workers that may be lost while they crawl a site before it runs alone. One loss may be another site's fault."""
SILENCE = 180.0
"""Seconds without a heartbeat after which a worker counts as hanging. Reading a page is bounded at 2 s of CPU time, the
wait for a lock of the archive at 60 s, and that for a store that does not answer at 120 s; to bring the lost index of
100,000 bulletins up to date takes 20 s."""


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
    _signals: int = 0
    _waiting: deque[str] = field(default_factory=deque)
    _alone: deque[str] = field(default_factory=deque)
    """Sites that wait for a process of their own."""
    _workers: list[WorkerProcess] = field(default_factory=list)
    _processes: list[SiteProcess] = field(default_factory=list)
    _losses: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Run every site. On a signal, forward it to the running processes and start no more."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._record_signal)
        (self._alone if self.isolated else self._waiting).extend(self.sites)
        while self._workers or self._processes or (self._left() and not self.stopped_by):
            if not self.stopped_by:
                self._give_sites()
                self._start_alone()
            self._forward_signals()
            select.select([worker.reports for worker in self._workers], [], [], _PAUSE)
            self._collect()
        for site in self._left():
            self.records[site] = without_record(site, Outcome.INTERRUPTED, "not started")

    def worst(self) -> Outcome:
        """Return the worst outcome of the runs."""
        return worst_outcome(record["outcome"] for record in self.records.values())

    def _left(self) -> list[str]:
        return [*self._waiting, *self._alone]

    def _give_sites(self) -> None:
        """Give the waiting sites to workers, the emptiest first, and let workers end if nothing waits."""
        while self._waiting and sum(len(worker.open) for worker in self._workers) < self.jobs:
            worker = max(self._workers, key=lambda worker: worker.room, default=None)
            at_once = sites_at_once(self.jobs)
            if worker is None or not worker.room:
                worker = WorkerProcess.start(self.options, self.directory, at_once)
                self._workers.append(worker)
            worker.give(self._waiting.popleft())
        for worker in self._workers:
            if not self._waiting or worker.given == SITES:
                worker.close()

    def _start_alone(self) -> None:
        """Start the sites that must run alone, after all others."""
        while self._alone and not (self._waiting or self._workers) and len(self._processes) < self.jobs:
            site = self._alone.popleft()
            self._processes.append(SiteProcess.start(site, [*self.command, site], self.directory))

    def _collect(self) -> None:
        for ended in [run for run in self._processes if run.process.poll() is not None]:
            self._processes.remove(ended)
            self._keep(*ended.finish())
        for worker in [*self._workers]:
            has_ended = worker.process.poll() is not None
            for report in worker.read_reports():
                self._keep(report["record"], report["lines"], report["site"])
            self._end_overdue(worker)
            if has_ended:
                self._end_worker(worker, "ended")
            elif worker.is_silent(self.silence):
                self._end_worker(worker, f"was silent for {self.silence:g} s")

    def _keep(self, record: dict[str, Any], lines: list[str], site: str = "") -> None:
        site = site or record["site"]
        self.records[site] = record
        self.messages.setdefault(site, []).extend(lines)
        self.on_record(record)

    def _end_overdue(self, worker: WorkerProcess) -> None:
        """Count the sites that did not end at their time limit as failed, and end their worker after the others."""
        for site in worker.overdue():
            worker.close()
            worker.forget(site)
            worker.condemned = True
            record = without_record(site, Outcome.ERROR, "it hung and its time limit ended it")
            self._keep(record, [])
        if worker.condemned and not worker.open:
            worker.kill()

    def _end_worker(self, worker: WorkerProcess, how: str) -> None:
        """Remove a worker. What it had not ended runs again: alone what is suspected, the rest in other workers."""
        worker.kill()
        self._workers.remove(worker)
        lines = worker.finish()
        if self.stopped_by:
            for site in worker.open:
                self._keep(without_record(site, Outcome.INTERRUPTED, "stopped at once"), [])
            return
        self.messages.setdefault("", []).extend(lines)
        suspects = [site for site in worker.open if self._is_suspect(worker, site)]
        if not suspects and not worker.condemned:
            suspects = worker.open
        self._losses.update(worker.open)
        for site in worker.open:
            if site in suspects or self._losses[site] >= _LOSSES:
                self._alone.append(site)
                self.messages.setdefault(site, []).append(f"its worker {how}; it runs again alone")
            else:
                self._waiting.append(site)

    def _is_suspect(self, worker: WorkerProcess, site: str) -> bool:
        return site in {worker.starting, worker.stuck} or is_reading(self.layout.reading(site))

    def _record_signal(self, number: int, _frame: FrameType | None) -> None:
        self.stopped_by = number
        self._signals += 1

    def _forward_signals(self) -> None:
        running: list[SiteProcess | WorkerProcess] = [*self._processes, *self._workers]
        for run in running:
            if run.signals < self._signals:
                run.signals = self._signals
                run.process.send_signal(self.stopped_by)


def sites_at_once(jobs: int) -> int:
    """Return how many sites a worker crawls at the same time if ``jobs`` are to be crawled in all workers."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = SITES if hard == resource.RLIM_INFINITY else max(1, hard // OPEN_FILES)
    workers = min(os.cpu_count() or 1, -(-jobs // _FULL))
    return min(-(-jobs // workers), SITES, files)
