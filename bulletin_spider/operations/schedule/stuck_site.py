"""Find out which site keeps the reactor of a worker from turning, from the stack of its main thread."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from typing import TYPE_CHECKING

from bulletin_spider.operations.reporting.log_context import call_in, site_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context
    from types import FrameType

STUCK = 3.0
"""Seconds without a turn of the reactor after which its site is reported. Reading a page may take 2 s of CPU time."""
_LOOK = 1.0
"""Seconds between two looks."""
_STEP = asyncio.Handle._run.__code__  # noqa: SLF001 - the step of asyncio's loop, which holds the context
_CALL = call_in.__code__


class StuckWatch(threading.Thread):
    """Calls ``report`` with the site that is at work when :meth:`turned` was not called for ``STUCK`` seconds.

    A thread gets its turn while the main thread sleeps or computes in Python, but not during one long call in C.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__(daemon=True)
        self._report = report
        self._turned = time.monotonic()

    def turned(self) -> None:
        """Note that the reactor turns."""
        self._turned = time.monotonic()

    def run(self) -> None:
        """Look until the process ends; report each time once."""
        reported = 0.0
        while True:
            time.sleep(_LOOK)
            turned = self._turned
            if time.monotonic() - turned > STUCK and turned != reported:
                reported = turned
                if site := site_at_work():
                    self._report(site)


def site_at_work() -> str:
    """Return the site in whose context the main thread works; empty if it is none's."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001 - documented for debuggers
    while frame is not None:
        if context := _context(frame):
            return site_of(context)
        frame = frame.f_back
    return ""


def _context(frame: FrameType) -> Context | None:
    if frame.f_code is _STEP:
        handle: asyncio.Handle = frame.f_locals["self"]
        return handle._context  # type: ignore[attr-defined,no-any-return] # noqa: SLF001 - as above
    if frame.f_code is _CALL:
        context: Context = frame.f_locals["context"]
        return context
    return None
