"""Bulletins are read again in worker processes, which may die or hang without taking the replay with them."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from bulletin_spider.operations.replay.reread import RereadBulletin, RereadResult, read_again

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import LatestVersion

    Chunk = list[LatestVersion]
    Read = Callable[[Path, LatestVersion], RereadBulletin]

PRELOADED = ("bulletin_spider.operations.replay.reread", "bulletin_spider.archive.segments.latest")
CHUNK = 50
"""Bulletins that are handed over at once."""
AHEAD = 3
"""Chunks a worker may be ahead of what is read: it never waits, and memory stays flat."""
TIMEOUT = 120.0
"""Seconds after which a chunk is taken for hanging; one takes less than one."""


class RereadPool:
    """``jobs`` worker processes, made anew when one is lost. ``read`` is what they do with a bulletin."""

    def __init__(
        self, root: Path, jobs: int, timeout: float = TIMEOUT, read: Read = read_again, chunk: int = CHUNK
    ) -> None:
        self.root, self.jobs, self.timeout, self.chunk = root, jobs, timeout, chunk
        self._read = read
        self._workers: ProcessPoolExecutor | None = None
        self._under_way: deque[tuple[Future[list[RereadBulletin]], Chunk]] = deque()

    def readings(self, published: Iterable[LatestVersion]) -> Generator[RereadBulletin, None, None]:
        """Yield a reading of every bulletin, in order; one that a worker is lost over has stumbled."""
        bulletins = iter(published)
        try:
            while chunk := list(itertools.islice(bulletins, self.chunk)):
                self._under_way.append((self._submit(chunk), chunk))
                if len(self._under_way) > AHEAD * self.jobs:
                    yield from self._next()
            while self._under_way:
                yield from self._next()
        finally:
            self._stop()

    def _next(self) -> Iterator[RereadBulletin]:
        """Yield the oldest chunk's readings. It is being read: all that were handed over before it are done."""
        future, _ = self._under_way[0]
        try:
            readings = future.result(self.timeout)
        except (BrokenProcessPool, TimeoutError):
            yield from self._salvaged()
        else:
            self._under_way.popleft()
            yield from readings

    def _salvaged(self) -> Iterator[RereadBulletin]:
        """Yield the readings of all chunks under way, those that were lost one bulletin at a time."""
        self._stop()
        lost, self._under_way = self._under_way, deque()
        for future, chunk in lost:
            if future.done() and not future.cancelled() and not future.exception():
                yield from future.result()
            else:
                for bulletin in chunk:
                    yield self._alone(bulletin)

    def _alone(self, bulletin: LatestVersion) -> RereadBulletin:
        try:
            return self._submit([bulletin]).result(self.timeout)[0]
        except BrokenProcessPool:
            why = "its worker process died"
        except TimeoutError:
            why = f"not read within {self.timeout:g} seconds"
        self._stop()
        return RereadBulletin(bulletin, RereadResult.STUMBLED, why)

    def _submit(self, chunk: Chunk) -> Future[list[RereadBulletin]]:
        if self._workers is None:
            # Another worker costs a fork of a process that has imported everything, not a start of Python.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["__main__", *PRELOADED])
            self._workers = ProcessPoolExecutor(self.jobs, context, _begin)
        # Workers are begun in here and inherit the mask: Ctrl-C is the parent's affair.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self._workers.submit(read_chunk, self._read, self.root, chunk)
        except BrokenProcessPool as broken:  # found out before its time: told when its turn comes
            future: Future[list[RereadBulletin]] = Future()
            future.set_exception(broken)
            return future
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _stop(self) -> None:
        """End the workers at once, whatever they do."""
        workers, self._workers = self._workers, None
        if workers is None:
            return
        for child in multiprocessing.active_children():
            child.kill()
        workers.shutdown(cancel_futures=True)


def read_chunk(read: Read, root: Path, chunk: Chunk) -> list[RereadBulletin]:
    """Return the readings of a chunk, in a worker."""
    return [read(root, published) for published in chunk]


def _begin() -> None:
    """Do not outlive the parent, whatever ends it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
