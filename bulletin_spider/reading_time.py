"""Bound the CPU time of reading one page, wherever Python can be interrupted."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bulletin_spider.exceptions import TooExpensive

if TYPE_CHECKING:
    from collections.abc import Callable

    _Arguments = ParamSpec("_Arguments")
    _Result = TypeVar("_Result")

READING_SECONDS = 2.0
"""Seconds of CPU time for one page by default. Of 170 saved pages, the slowest takes 0.1 s, hostile ones 1 s."""
_AGAIN = 0.25
"""Seconds after which an interruption is repeated: Python drops an exception that is raised in a finalizer."""


def read_in_time(
    seconds: float,
    read: Callable[_Arguments, _Result],
    *args: _Arguments.args,
    **kwargs: _Arguments.kwargs,
) -> _Result:
    """Return what ``read`` returns. Raise ``TooExpensive`` if it takes more than ``seconds`` of CPU time.

    A call that stays in C is interrupted when it returns. Signals reach only the main thread: in another thread, and
    with 0 seconds, the time is not bounded. Calls do not nest.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        return read(*args, **kwargs)
    is_reading = True

    def interrupt(*_: object) -> None:
        if is_reading:
            raise TooExpensive(f"reading took more than {seconds:g} s of CPU time")

    previous = signal.signal(signal.SIGPROF, interrupt)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
        try:
            return read(*args, **kwargs)
        finally:
            is_reading = False
    finally:
        # Outside the inner ``finally``, which an interruption can still end before its first step.
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
