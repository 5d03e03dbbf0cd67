"""Run every site once, each in its own process and several at a time; a crash harms no other site."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType

_PAUSE = 0.05
"""Seconds between two looks at the processes."""


@dataclass
class SiteProcess:
    """The process of one site's run, and its output."""

    site: str
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    signals: int = 0
    """How many signals the process has received from us."""

    @classmethod
    def start(cls, site: str, command: Sequence[str], directory: Path) -> SiteProcess:
        """Start a run in its own session, so that Ctrl-C reaches it only once, from us."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - finish() closes them
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        return cls(site, process, out, err)

    def finish(self) -> tuple[dict[str, Any], list[str]]:
        """Return the run's record, or a replacement, and the lines that it wrote to stderr; close its output."""
        with self.out, self.err:
            texts = [_text(stream) for stream in (self.out, self.err)]
        return process_record(self.site, self.process.returncode, *texts), texts[1].splitlines()


@dataclass
class Sweep:
    """Runs ``command`` with each site, ``jobs`` at a time. Fills ``records`` and ``messages`` by site."""

    sites: Sequence[str]
    command: Sequence[str]
    directory: Path
    jobs: int = 4
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    on_record: Callable[[dict[str, Any]], None] = lambda _record: None
    """Is called with each record when its run has ended."""
    stopped_by: int = 0
    _signals: int = 0
    _processes: list[SiteProcess] = field(default_factory=list)

    def run(self) -> None:
        """Run every site. On a signal, forward it to the running processes and start no more."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._record_signal)
        waiting = list(self.sites)
        while self._processes or (waiting and not self.stopped_by):
            while waiting and len(self._processes) < self.jobs and not self.stopped_by:
                site = waiting.pop(0)
                self._processes.append(SiteProcess.start(site, [*self.command, site], self.directory))
            self._forward_signals()
            self._collect()
            time.sleep(_PAUSE)
        for site in waiting:
            self.records[site] = _without_record(site, Outcome.INTERRUPTED, "not started")

    def worst(self) -> Outcome:
        """Return the worst outcome of the runs."""
        return worst_outcome(record["outcome"] for record in self.records.values())

    def _collect(self) -> None:
        for ended in [run for run in self._processes if run.process.poll() is not None]:
            self._processes.remove(ended)
            self.records[ended.site], self.messages[ended.site] = ended.finish()
            self.on_record(self.records[ended.site])

    def _record_signal(self, number: int, _frame: FrameType | None) -> None:
        self.stopped_by = number
        self._signals += 1

    def _forward_signals(self) -> None:
        for run in self._processes:
            if run.signals < self._signals:
                run.signals = self._signals
                run.process.send_signal(self.stopped_by)


def process_record(site: str, code: int, out: str, err: str) -> dict[str, Any]:
    """Return the record that a run printed; without one, a replacement that says how the run ended."""
    lines = out.splitlines()
    if lines and lines[-1].startswith('{"'):
        record: dict[str, Any] = json.loads(lines[-1])
        return record
    if code < 0:
        name = signal.Signals(-code).name
        why = "it hung and its time limit ended it" if name == "SIGALRM" else f"{name} ended it"
        return _without_record(site, Outcome.ERROR, why)
    outcome = next((outcome for outcome in Outcome if outcome.code == code and code), Outcome.ERROR)
    why = err.splitlines()[-1] if err.strip() else "it left no record"
    return _without_record(site, outcome, why.removeprefix(f"scrapy crawl: {outcome}: "))


def _without_record(site: str, outcome: Outcome, why: str) -> dict[str, Any]:
    return {"site": site, "outcome": outcome, "reasons": [why], "published": 0}


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")
