"""Crawl sites as they come, many in each worker process; a site that hangs or crashes harms no other."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections import Counter, deque
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.reading_journal import is_reading
from bulletin_spider.archive.record_chain import BASE, PREVIOUS
from bulletin_spider.crawl.settings_check import OPEN_FILES
from bulletin_spider.operations.schedule.site_process import SiteProcess, without_record
from bulletin_spider.operations.schedule.worker_process import SITES, WorkerProcess
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_PAUSE = 0.05
"""Seconds between two looks at processes of one site, which report nothing."""
_SUSPENDED = 10.0
"""Seconds of a wait of half a second at most after which this process was suspended."""
_LOOK = 0.5
"""Seconds between two looks at workers, which report what happens: for those that are silent, overdue or idle."""
_FULL = 16
"""Sites at the same time that are worth a second worker: sixteen first crawls, at a request a second each, take a
quarter of a core."""
_LOSSES = 2
"""Workers that may be lost while they crawl a site before it runs alone. One loss may be another site's fault."""
SILENCE = 180.0
"""Seconds without a heartbeat after which a worker counts as hanging. Reading a page is bounded at 2 s of CPU time, the
wait for a lock of the archive at 60 s, and that for a store that does not answer at 120 s; to bring the lost index of
100,000 bulletins up to date takes 20 s."""
IDLE = 30.0
"""Seconds for which a worker without a site waits for another. It spares a start, which takes a second of CPU time; its
heartbeats take a hundredth of that in this time, and its memory is 86 MB."""


@dataclass(frozen=True)
class SiteResult:
    """How the crawl of a site ended: the run's ``record``, or a replacement, and the ``lines`` for a person."""

    record: dict[str, Any]
    lines: list[str]
    started: bool = True
    """Whether the crawl was begun; else it was withdrawn before."""

    @property
    def left_record(self) -> bool:
        """Whether the record is in the archive. A run that could not write it has one too, which is not there."""
        return PREVIOUS in self.record or BASE in self.record


@dataclass
class SitePool:
    """Crawls sites, ``jobs`` at the same time, while :meth:`run` runs. The other methods are for any thread.

    Many sites share a worker process. A site that is asked for ``alone`` gets a process of its own; so does one that is
    suspected of having ended its worker. A worker knows site files as they were at its start: another takes its place
    after 32 sites, or after ``IDLE`` seconds without one.
    """

    command: Sequence[str]
    """Crawls the site whose name is added to it, in a process of its own, and prints the record."""
    options: Sequence[str]
    """The options of ``command`` that a worker understands."""
    directory: Path
    layout: Layout
    jobs: int = 4
    silence: float = SILENCE
    ends_with_parent: bool = False
    """Whether crawls are killed if the thread that calls ``run``, or its process, ends. Only on Linux. Then ``command``
    must be one of ``bulletin``."""
    on_worker_lines: Callable[[list[str]], None] = lambda _lines: None
    """Is called with the lines of no site that a lost worker has written to stderr."""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    """For what several threads use: the three below, and the pipe. A signal handler may interrupt who holds it."""
    _results: dict[str, Future[SiteResult]] = field(default_factory=dict)
    _waiting: deque[str] = field(default_factory=deque)
    _alone: deque[str] = field(default_factory=deque)
    """Sites that wait for a process of their own."""
    _ending: bool = False
    _signals: list[int] = field(default_factory=list)
    _pipe: tuple[int, ...] = ()
    """Its two ends. A byte in it ends the wait of ``run``."""
    _workers: list[WorkerProcess] = field(default_factory=list)
    _processes: list[SiteProcess] = field(default_factory=list)
    _losses: Counter[str] = field(default_factory=Counter)
    _notes: dict[str, list[str]] = field(default_factory=dict)
    """Site → the lines of its earlier attempts."""

    def crawl(self, site: str, *, alone: bool = False) -> Future[SiteResult]:
        """Ask for the crawl of a site, and return its future result, which cannot be cancelled.

        A site that waits or runs already has one result for all who ask. After ``end`` nothing is begun.
        """
        with self._lock:
            if known := self._results.get(site):
                return known
            result = Future[SiteResult]()
            result.set_running_or_notify_cancel()
            if self._ending:
                result.set_result(_not_started(site))
                return result
            self._results[site] = result
            (self._alone if alone else self._waiting).append(site)
            self._wake()
        return result

    @property
    def running(self) -> list[str]:
        """The sites whose crawl has begun and has no result yet."""
        with self._lock:
            left = {*self._waiting, *self._alone}
            return [site for site in self._results if site not in left]

    def withdraw(self) -> list[str]:
        """Take back the sites that wait: their result is ``interrupted``, "not started". Return their names."""
        with self._lock:
            sites = [*self._waiting, *self._alone]
            self._waiting.clear()
            self._alone.clear()
        for site in sites:
            self._end(site, _not_started(site))
        return sites

    def end(self) -> None:
        """Let ``run`` return when everything that was asked for has its result."""
        with self._lock:
            self._ending = True
            self._wake()

    def stop(self, number: int) -> None:
        """End, withdraw what waits and send a signal to all crawls. A signal handler may call this.

        By the first SIGINT or SIGTERM they stop gently: they publish what they have. The second call ends them at once.
        """
        self._signals.append(number)
        self.end()

    def run(self) -> None:
        """Crawl what is asked for until :meth:`end` was called and nothing runs. Call it once, from one thread.

        If it raises an error, so do all results that are open.
        """
        self._pipe = os.pipe()
        for one in self._pipe:
            os.set_blocking(one, False)
        try:
            self._begin()
            while not self._ending or self._left() or self._workers or self._processes:
                self._wait()
                self._collect()
                self._begin()
        except BaseException as error:
            self._fail(error)
            raise
        finally:
            with self._lock:
                ends, self._pipe = self._pipe, ()
            for one in ends:
                os.close(one)

    def _begin(self) -> None:
        """Begin what there is room for, unless a signal has come."""
        self._forward_signals()
        self._start_alone()
        self._give_sites()
        self._close_workers()

    def _wake(self) -> None:
        if self._pipe:
            with suppress(BlockingIOError):  # it is full enough
                os.write(self._pipe[1], b"\0")

    def _wait(self) -> None:
        """Wait for a report, or for another thread; without limit if nothing runs.

        If it takes much longer than it should, this process was suspended, as its machine may have been: workers get
        this time back.
        """
        begun = time.monotonic()
        pause = _PAUSE if self._processes else _LOOK if self._workers or self._left() else None
        wait([self._pipe[0], *(worker.reports for worker in self._workers)], pause)
        with suppress(BlockingIOError):
            os.read(self._pipe[0], 1 << 16)
        if pause and (gap := time.monotonic() - begun) > _SUSPENDED:
            for worker in self._workers:
                worker.was_suspended(gap)

    def _left(self) -> bool:
        return bool(self._waiting or self._alone)

    def _take(self, queue: deque[str]) -> str:
        """Return the next site of a queue; empty if there is none, or if ``jobs`` sites run."""
        with self._lock:
            full = len(self._processes) + sum(len(worker.open) for worker in self._workers) >= self.jobs
            return queue.popleft() if queue and not full else ""

    def _start_alone(self) -> None:
        """Start the sites that must run alone; once no more can come, after all others."""
        while not (self._ending and (self._waiting or self._workers)) and (site := self._take(self._alone)):
            command = [*self.command, site]
            try:
                run = SiteProcess.start(site, command, self.directory, ends_with_us=self.ends_with_parent)
            except OSError as error:
                self._put_back(site, self._alone, error)
                return
            self._processes.append(run)

    def _give_sites(self) -> None:
        """Give the waiting sites to workers, the emptiest first."""
        while site := self._take(self._waiting):
            worker = max(self._workers, key=lambda worker: worker.room, default=None)
            if worker is None or not worker.room:
                try:
                    worker = self._start_worker()
                except OSError as error:
                    self._put_back(site, self._waiting, error)
                    return
            worker.give(site)

    def _start_worker(self) -> WorkerProcess:
        at_once = sites_at_once(self.jobs)
        worker = WorkerProcess.start(
            self.options, self.directory, at_once, ends_with_us=self.ends_with_parent
        )
        self._workers.append(worker)
        return worker

    def _put_back(self, site: str, queue: deque[str], error: OSError) -> None:
        """Let a site wait whose process cannot be started; if nothing runs that could make room, it has failed."""
        if self._workers or self._processes:
            with self._lock:
                queue.appendleft(site)
            return
        where = f"{error.filename}: " if error.filename else ""
        why = f"its process cannot be started: {where}{error.strerror or error}"
        self._end(site, SiteResult(without_record(site, Outcome.ERROR, why), []))

    def _close_workers(self) -> None:
        """Let workers end that have had their number of sites, or that have nothing to wait for."""
        for worker in self._workers:
            needless = not self._waiting if self._ending else worker.idle > IDLE
            if needless or worker.given == SITES:
                worker.close()

    def _collect(self) -> None:
        for ended in [run for run in self._processes if run.process.poll() is not None]:
            self._processes.remove(ended)
            result = SiteResult(*ended.finish())
            # Such an exit code has a run that was stopped: by itself, or by the signal before it could react.
            if not result.left_record and abs(ended.process.returncode) % 128 in self._signals:
                record = without_record(ended.site, Outcome.INTERRUPTED, "stopped at once")
                result = SiteResult(record, result.lines)
            self._end(ended.site, result)
        for worker in [*self._workers]:
            has_ended = worker.process.poll() is not None
            for report in worker.read_reports():
                self._end(report["site"], SiteResult(report["record"], report["lines"]))
            self._end_overdue(worker)
            if has_ended:
                self._end_worker(worker, "ended")
            elif worker.is_silent(self.silence):
                self._end_worker(worker, f"was silent for {self.silence:g} s")

    def _end(self, site: str, result: SiteResult) -> None:
        """Set the result of a site, with the lines of earlier attempts before its own."""
        with self._lock:
            future = self._results.pop(site)
            notes = self._notes.pop(site, [])
            self._losses.pop(site, None)
        future.set_result(SiteResult(result.record, [*notes, *result.lines], result.started))

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._ending = True
            results, self._results = self._results, {}
        for result in results.values():
            result.set_exception(error)

    def _end_overdue(self, worker: WorkerProcess) -> None:
        """Count the sites that did not end at their time limit as failed, and end their worker after the others."""
        for site in worker.overdue():
            worker.close()
            worker.forget(site)
            worker.condemned = True
            record = without_record(site, Outcome.ERROR, "it hung and its time limit ended it")
            self._end(site, SiteResult(record, []))
        if worker.condemned and not worker.open:
            worker.kill()

    def _end_worker(self, worker: WorkerProcess, how: str) -> None:
        """Remove a worker. What it had not ended runs again: alone what is suspected, the rest in other workers."""
        worker.kill()
        self._workers.remove(worker)
        lines = worker.finish()
        if self._signals:
            for site in worker.open:
                record = without_record(site, Outcome.INTERRUPTED, "stopped at once")
                self._end(site, SiteResult(record, []))
            return
        if lines:
            self.on_worker_lines(lines)
        suspects = [site for site in worker.open if self._is_suspect(worker, site)]
        if not suspects and not worker.condemned:
            suspects = worker.open
        self._losses.update(worker.open)
        for site in worker.open:
            if site in suspects or self._losses[site] >= _LOSSES:
                self._notes.setdefault(site, []).append(f"its worker {how}; it runs again alone")
                self._wait_again(site, self._alone)
            else:
                self._wait_again(site, self._waiting)

    def _wait_again(self, site: str, queue: deque[str]) -> None:
        with self._lock:
            queue.append(site)

    def _is_suspect(self, worker: WorkerProcess, site: str) -> bool:
        return site in {worker.starting, worker.stuck} or is_reading(self.layout.reading(site))

    def _forward_signals(self) -> None:
        if not self._signals:
            return
        self.withdraw()
        running: list[SiteProcess | WorkerProcess] = [*self._processes, *self._workers]
        for run in running:
            if run.signals < len(self._signals):
                run.signals = len(self._signals)
                run.process.send_signal(self._signals[-1])


def _not_started(site: str) -> SiteResult:
    return SiteResult(without_record(site, Outcome.INTERRUPTED, "not started"), [], started=False)


def sites_at_once(jobs: int) -> int:
    """Return how many sites a worker crawls at the same time if ``jobs`` are to be crawled in all workers."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = SITES if hard == resource.RLIM_INFINITY else max(1, hard // OPEN_FILES)
    workers = min(os.cpu_count() or 1, -(-jobs // _FULL))
    return min(-(-jobs // workers), SITES, files)
