"""Close connections whose reader sends or takes next to nothing, so that they do not keep others out.

uvicorn closes a connection that is idle after an answer, but waits for the first request, the rest of a request, and
the reader of an answer without end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

LOOK = 10.0
"""Seconds between two looks at a connection. A request whose head is not there after two of them will not come."""
SLOWEST = 1_000
"""Bytes in a second that a reader must take: a page in a minute, over the slowest line."""
LONGEST_HEAD = 16_384
"""Bytes of a request before its body; the address has 10,000 at most, and the headers of browsers about 1,000."""


class WatchedConnection(H11Protocol):
    """A connection that ends if nothing moves on it."""

    _look: asyncio.TimerHandle | None = None
    _seen: tuple[RequestResponseCycle | None, int, bool] = (None, 0, False)
    """At the last look: the request that was answered, the bytes that the reader had not taken, and whether he owed the
    head of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Begin to look."""
        super().connection_made(transport)
        self._look = self.loop.call_later(LOOK, self._end_if_stuck)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        super().connection_lost(exc)
        if self._look:
            self._look.cancel()

    def _end_if_stuck(self) -> None:
        cycle, left, owes, seen = (
            self.cycle,
            self.transport.get_write_buffer_size(),
            self._owes_head(),
            self._seen,
        )
        is_same = cycle is seen[0]
        takes_little = left > 0 and left > seen[1] - LOOK * SLOWEST
        if is_same and ((seen[1] and takes_little) or (seen[2] and owes)):
            self.transport.abort()
            return
        self._seen = (cycle, left, owes)
        self._look = self.loop.call_later(LOOK, self._end_if_stuck)

    def _owes_head(self) -> bool:
        """Return whether the rest of a request is awaited; after an answer uvicorn waits for the first byte itself."""
        return self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None
