"""Run a command again and again in the foreground, as the first process of a container may have to."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Repetition:
    """Starts ``command`` every ``interval`` seconds; a run that takes longer is followed by the next one at once.

    Each run is a process of its own: it sees what has changed in settings and sites, and leaves no memory behind.
    """

    command: Sequence[str]
    directory: Path
    interval: float
    _process: subprocess.Popen[bytes] | None = None
    _stopped_by: int = 0
    _stop: Event = field(default_factory=Event)

    def run(self) -> int:
        """Repeat until SIGINT or SIGTERM, which the run in progress gets too; return its exit code.

        0 if no run was in progress. A command that the first run refuses as wrong is not repeated.
        """
        # The kernel ignores a signal for its first process unless there is a handler.
        before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        try:
            return self._repeat()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _repeat(self) -> int:
        first = True
        while not self._stop.is_set():
            begun = time.monotonic()
            code = self._run_once()
            if self._stopped_by or (first and code == Outcome.USAGE.code):
                return code
            first = False
            _reap()
            self._stop.wait(max(0.0, begun + self.interval - time.monotonic()))
        return 0

    def _run_once(self) -> int:
        # In a session of its own it gets Ctrl-C only once, from us.
        self._process = subprocess.Popen(self.command, cwd=self.directory, start_new_session=True)  # noqa: S603 - our own command
        if self._stopped_by:
            self._process.send_signal(self._stopped_by)  # it came while the process was being started
        code = self._process.wait()
        self._process = None
        return code if code >= 0 else 128 - code

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._stopped_by = number
        self._stop.set()
        if self._process is not None:
            self._process.send_signal(number)


def _reap() -> None:
    """Let the processes end that a killed run has left to the first process of a container."""
    if os.getpid() == 1:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
