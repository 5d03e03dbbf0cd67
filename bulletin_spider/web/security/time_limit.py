"""Stop a query that takes too long, so that slow ones do not keep others waiting."""

from __future__ import annotations

import time

QUERY_SECONDS = 2.0
"""Seconds for all queries of one page. Every sensible one ends within 0.1 s at a million bulletins."""
STEPS = 20_000
"""Steps of SQLite between two looks at the clock: less than a millisecond."""


class TimeLimit:
    """The time that the queries of one thread have; SQLite asks it, as its progress handler."""

    def __init__(self, seconds: float = QUERY_SECONDS) -> None:
        self.seconds = seconds
        self.begin()

    def begin(self) -> None:
        """Begin the time of a page."""
        self._end = time.monotonic() + self.seconds
        self.was_reached = False

    def is_reached(self) -> bool:
        """Return whether the time is over."""
        self.was_reached = self.was_reached or time.monotonic() > self._end
        return self.was_reached
