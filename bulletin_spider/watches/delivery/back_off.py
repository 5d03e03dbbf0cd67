"""Wait longer after each attempt that failed."""

from __future__ import annotations

import datetime as dt

_FIRST, _LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=6)
"""A restart of a server is over in a minute; after a long outage a message comes within a quarter of a day."""


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many attempts have failed."""
    return min(_LONGEST, _FIRST * (1 << min(attempts - 1, 30)))
