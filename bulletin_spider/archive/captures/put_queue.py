"""Put the files of a run one after the other in a thread, so that the crawl goes on while the store is slow or away."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class PutQueue:
    """Calls what puts files, in the order in which it was added. The thread begins with the first call."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "puts")
        self._last: Future[None] | None = None

    def add(self, put: Callable[[], Any]) -> Future[None]:
        """Return the future of a call that is made after all that were added before."""
        self._last = self._pool.submit(copy_context().run, put)
        return self._last

    def wait(self) -> None:
        """Wait until every call that was added has ended; raise no error of theirs."""
        if self._last:
            self._last.exception()

    def close(self) -> None:
        """End the thread when the last call has ended; do not wait for it."""
        self._pool.shutdown(wait=False)
