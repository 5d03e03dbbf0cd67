"""Crawl one site in a process of its own, and read from its output how the run ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from bulletin_spider.operations.schedule.parent_process import VARIABLE
from bulletin_spider.program import environment_for_child
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
    def start(
        cls, site: str, command: Sequence[str], directory: Path, *, ends_with_us: bool = False
    ) -> SiteProcess:
        """Start a run in its own session, so that Ctrl-C reaches it only once, from us."""
        environment = environment_for_child() | ({VARIABLE: str(os.getpid())} if ends_with_us else {})
        with ExitStack() as files:
            out, err = (files.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            files.pop_all()  # finish() closes them
        return cls(site, process, out, err)

    def finish(self) -> tuple[dict[str, Any], list[str]]:
        """Return the run's record, or a replacement, and the lines that it wrote to stderr; close its output."""
        with self.out, self.err:
            texts = [_text(stream) for stream in (self.out, self.err)]
        return process_record(self.site, self.process.returncode, *texts), texts[1].splitlines()


def process_record(site: str, code: int, out: str, err: str) -> dict[str, Any]:
    """Return the record that a run printed; without one, a replacement that says how the run ended."""
    lines = out.splitlines()
    if lines and lines[-1].startswith('{"'):
        record: dict[str, Any] = json.loads(lines[-1])
        return record
    if code < 0:
        name = signal.Signals(-code).name
        why = "it hung and its time limit ended it" if name == "SIGALRM" else f"{name} ended it"
        return without_record(site, Outcome.ERROR, why)
    outcome = next((outcome for outcome in Outcome if outcome.code == code and code), Outcome.ERROR)
    why = err.splitlines()[-1] if err.strip() else "it left no record"
    return without_record(site, outcome, why.partition(f" crawl: {outcome}: ")[2] or why)


def without_record(site: str, outcome: Outcome, why: str) -> dict[str, Any]:
    """Return the replacement for the record of a run that left none."""
    return {"site": site, "outcome": outcome, "reasons": [why], "published": 0}


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")
