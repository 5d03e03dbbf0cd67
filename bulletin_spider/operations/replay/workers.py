"""Read bulletins again in worker processes; a crash or a hang costs one bulletin, not the replay."""

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
from bulletin_spider.program import passed_on

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import LatestVersion

    Chunk = list[LatestVersion]
    Read = Callable[[Path, LatestVersion], RereadBulletin]

PRELOADED = ("bulletin_spider.operations.replay.reread", "bulletin_spider.archive.segments.latest")
CHUNK_SIZE = 50
"""Bulletins that a worker gets at once."""
CHUNKS_AHEAD = 3
"""Chunks for each worker that are submitted and not yet yielded: no worker waits, and memory stays constant."""
TIMEOUT = 120.0
"""Seconds after which a chunk counts as hanging; a normal chunk takes less than one second."""


class RereadPool:
    """A pool of ``jobs`` worker processes that call ``read`` for each bulletin. If one is lost, all are restarted."""

    def __init__(
        self,
        root: Path,
        jobs: int,
        timeout: float = TIMEOUT,
        read: Read = read_again,
        chunk_size: int = CHUNK_SIZE,
    ) -> None:
        self.root, self.jobs, self.timeout, self.chunk_size = root, jobs, timeout, chunk_size
        self._read = read
        self._workers: ProcessPoolExecutor | None = None
        self._pending: deque[tuple[Future[list[RereadBulletin]], Chunk]] = deque()

    def reread(self, published: Iterable[LatestVersion]) -> Generator[RereadBulletin, None, None]:
        """Yield the result for every bulletin, in order; ``STUMBLED`` if its worker dies or hangs."""
        bulletins = iter(published)
        try:
            while chunk := list(itertools.islice(bulletins, self.chunk_size)):
                self._pending.append((self._submit(chunk), chunk))
                if len(self._pending) > CHUNKS_AHEAD * self.jobs:
                    yield from self._next()
            while self._pending:
                yield from self._next()
        finally:
            self._stop()

    def _next(self) -> Iterator[RereadBulletin]:
        """Yield the results of the oldest chunk. A worker reads it now, as all chunks before it are done."""
        future, _ = self._pending[0]
        try:
            results = future.result(self.timeout)
        except (BrokenProcessPool, TimeoutError):
            yield from self._recover_lost_chunks()
        else:
            self._pending.popleft()
            yield from results

    def _recover_lost_chunks(self) -> Iterator[RereadBulletin]:
        """Yield the results of all pending chunks; read lost chunks again one bulletin at a time."""
        self._stop()
        pending, self._pending = self._pending, deque()
        for future, chunk in pending:
            if future.done() and not future.cancelled() and not future.exception():
                yield from future.result()
            else:
                for bulletin in chunk:
                    yield self._reread_alone(bulletin)

    def _reread_alone(self, bulletin: LatestVersion) -> RereadBulletin:
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
            # A new worker costs a fork of a process that has imported everything, not a start of Python.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["__main__", *PRELOADED])
            self._workers = ProcessPoolExecutor(self.jobs, context, _start_worker)
        # Workers start in here and inherit the mask: only the parent handles Ctrl-C.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with passed_on():
                return self._workers.submit(read_chunk, self._read, self.root, chunk)
        except BrokenProcessPool as broken:  # report it when this chunk is the oldest
            future: Future[list[RereadBulletin]] = Future()
            future.set_exception(broken)
            return future
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _stop(self) -> None:
        """Kill the workers."""
        workers, self._workers = self._workers, None
        if workers is None:
            return
        for child in multiprocessing.active_children():
            child.kill()
        workers.shutdown(cancel_futures=True)


def read_chunk(read: Read, root: Path, chunk: Chunk) -> list[RereadBulletin]:
    """Return the results of a chunk; runs in a worker."""
    return [read(root, published) for published in chunk]


def _start_worker() -> None:
    """Make the worker end with its parent, even if the parent is killed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
