"""A connection to PostgreSQL that is given up if the server sends nothing for a while, though it stays open.

The kernel notices a machine that is gone. It does not notice a server that is suspended, or a proxy that holds back.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg

if TYPE_CHECKING:
    from collections.abc import Generator

T = TypeVar("T")


class NoAnswer(psycopg.OperationalError):
    """The server sends nothing."""


class LimitedConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is closed after ``silence`` seconds without a byte of an answer. Raises ``NoAnswer`` then."""

    silence = 70.0
    """Longer than a lock is waited for by default, which takes 60 seconds."""

    def wait(self, gen: Generator[Any, Any, T], *args: Any, **options: Any) -> T:  # noqa: ANN401 - they vary by version
        """Return what ``gen`` returns, which waits for the server."""
        return super().wait(self._limited(gen), *args, **options)

    def _limited(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        """Pass on what ``gen`` waits for. While nothing comes, wake it ten times a second."""
        heard = time.monotonic()
        try:
            waits_for = next(gen)
            while True:
                ready = yield waits_for
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > self.silence:
                    self.pgconn.finish()
                    raise NoAnswer(f"no answer in {self.silence:g} seconds")
                waits_for = gen.send(ready)
        except StopIteration as ended:
            result: T = ended.value
            return result
