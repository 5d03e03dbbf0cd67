"""One run of every site: a process for each, some side by side, so that one that dies harms no other."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from bulletin_spider.operations.outcome.outcomes import worst_outcome
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType

_PAUSE = 0.05


@dataclass
class SiteProcess:
    """The process of one site's run, with what it prints."""

    site: str
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    signals: int = 0
    """How many signals were passed on to it."""

    @classmethod
    def start(cls, site: str, command: Sequence[str], place: Path) -> SiteProcess:
        """Start a run in a session of its own: a Ctrl-C reaches it once, by us."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has ended
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        return cls(site, process, out, err)

    def ended(self) -> tuple[dict[str, Any], list[str]]:
        """Return the run's record, or what stands for one, and the lines that it wrote to stderr."""
        with self.out, self.err:
            texts = [_text(stream) for stream in (self.out, self.err)]
        return process_record(self.site, self.process.returncode, *texts), texts[1].splitlines()


@dataclass
class Sweep:
    """Runs ``command`` for each site; ``records`` fill as the runs end."""

    sites: Sequence[str]
    command: Sequence[str]
    place: Path
    side_by_side: int = 4
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    tell: Callable[[dict[str, Any]], None] = lambda _record: None
    """Is called with each record as it comes."""
    stopped_by: int = 0
    _signals: int = 0
    _children: list[SiteProcess] = field(default_factory=list)

    def run(self) -> None:
        """Run every site; a signal is passed on to the runs under way, and no further one is started."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)
        waiting = list(self.sites)
        while self._children or (waiting and not self.stopped_by):
            while waiting and len(self._children) < self.side_by_side and not self.stopped_by:
                site = waiting.pop(0)
                self._children.append(SiteProcess.start(site, [*self.command, site], self.place))
            self._pass_on()
            self._collect()
            time.sleep(_PAUSE)
        for site in waiting:
            self.records[site] = _without_record(site, Outcome.INTERRUPTED, "not started")

    def worst(self) -> Outcome:
        """Return the outcome that stands for the sweep."""
        return worst_outcome(record["outcome"] for record in self.records.values())

    def _collect(self) -> None:
        for child in [child for child in self._children if child.process.poll() is not None]:
            self._children.remove(child)
            self.records[child.site], self.messages[child.site] = child.ended()
            self.tell(self.records[child.site])

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.stopped_by = number
        self._signals += 1

    def _pass_on(self) -> None:
        for child in self._children:
            if child.signals < self._signals:
                child.signals = self._signals
                child.process.send_signal(self.stopped_by)


def process_record(site: str, code: int, out: str, err: str) -> dict[str, Any]:
    """Return the record that a run printed, or one that says how it ended without any."""
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
