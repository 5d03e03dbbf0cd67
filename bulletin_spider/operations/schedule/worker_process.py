"""Start a worker process, give it sites, and know from its reports which of them it is crawling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from scrapy.settings import default_settings

from bulletin_spider.operations.schedule.reports import Event
from bulletin_spider.program import environment_for_child

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

_PROGRAM = "bulletin_spider.operations.schedule.worker"
SITES = 32
"""Sites that a worker crawls before another takes its place. Its start costs about a second of CPU time, as much as the
visits of twenty idle sites; what a site leaves in memory, and what a crash costs, is bounded by so many."""
_START = 60.0
"""Seconds that a worker has for its start. It takes one or two, and ten on a machine that is very busy."""


@dataclass
class WorkerProcess:
    """A worker. ``open`` holds the sites that it was given and that it has not reported a record of."""

    process: subprocess.Popen[bytes]
    reports: int
    err: IO[bytes]
    at_once: int
    given: int = 0
    signals: int = 0
    """How many signals the process has received from us."""
    open: list[str] = field(default_factory=list)
    starting: str = ""
    """The site whose run it is about to begin."""
    stuck: str = ""
    """The site that keeps its reactor from turning."""
    deadlines: dict[str, float] = field(default_factory=dict)
    condemned: bool = False
    """Whether a site of it did not end at its time limit, so that it can only be killed."""
    has_started: bool = False
    heard: float = field(default_factory=time.monotonic)
    """The moment of the last report of life."""
    used: float = field(default_factory=time.monotonic)
    """The moment of its start, or of the last end of a site."""
    _text: bytes = b""

    @classmethod
    def start(
        cls, options: Sequence[str], directory: Path, at_once: int, *, ends_with_us: bool = False
    ) -> WorkerProcess:
        """Start a worker in its own session, so that Ctrl-C reaches it only once, from us."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        command = [sys.executable, "-m", _PROGRAM, "--reports", str(writing), "--parent", str(os.getpid())]
        command += ["--at-once", str(at_once), *(["--ends-with-parent"] if ends_with_us else [])]
        with ExitStack() as files:
            files.callback(os.close, reading)
            err = files.enter_context(tempfile.TemporaryFile())
            try:
                process = subprocess.Popen(  # noqa: S603 - our own command
                    [*command, *options], cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=err,
                    env=environment_for_child(), pass_fds=(writing,), start_new_session=True,
                )  # fmt: skip
            finally:
                os.close(writing)
            files.pop_all()  # finish() closes them
        return cls(process, reading, err, at_once)

    @property
    def room(self) -> int:
        """How many sites it can take now."""
        assert self.process.stdin
        if self.process.stdin.closed:
            return 0
        return min(self.at_once - len(self.open), SITES - self.given)

    @property
    def idle(self) -> float:
        """The seconds since it has had a site; 0 while it has one."""
        return 0.0 if self.open else time.monotonic() - self.used

    def give(self, site: str) -> None:
        """Let the worker crawl a site. If it is dead, its loss will be found soon."""
        assert self.process.stdin
        self.open.append(site)
        self.given += 1
        with suppress(BrokenPipeError):
            self.process.stdin.write(f"{site}\n".encode())
            self.process.stdin.flush()

    def close(self) -> None:
        """Give it no further site: it ends with the last run."""
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.close()

    def read_reports(self) -> Iterator[dict[str, Any]]:
        """Yield the reports of runs that have ended, and take note of the others."""
        with suppress(BlockingIOError):
            while data := os.read(self.reports, 1 << 16):
                self._text += data
        *lines, self._text = self._text.split(b"\n")
        for report in map(json.loads, lines):
            if report["event"] == Event.STUCK:
                self.stuck = report["site"]
                continue
            self.stuck = ""
            self.heard = time.monotonic()
            self.has_started = True
            if report["event"] == Event.RECORD and report["site"] in self.open:
                self.forget(report["site"])
                yield report
            else:
                self._note(report)

    def _note(self, report: dict[str, Any]) -> None:
        if report["event"] == Event.STARTING:
            self.starting = report["site"]
            if limit := report.get("limit"):
                self.deadlines[report["site"]] = time.monotonic() + limit
        elif report["event"] == Event.OPEN:
            self.starting = ""

    def forget(self, site: str) -> None:
        """Count a site as ended."""
        self.open.remove(site)
        self.used = time.monotonic()
        self.deadlines.pop(site, None)
        self.starting = "" if self.starting == site else self.starting

    def overdue(self) -> list[str]:
        """Return the open sites whose time limit is over."""
        now = time.monotonic()
        return [site for site, deadline in self.deadlines.items() if deadline < now]

    def is_silent(self, seconds: float) -> bool:
        """Return whether it gave no sign of life for longer than so many seconds."""
        return time.monotonic() - self.heard > (seconds if self.has_started else max(seconds, _START))

    def was_suspended(self, seconds: float) -> None:
        """Do not count so many seconds, in which this process did not run: the worker did not either, perhaps."""
        self.heard += seconds
        self.used += seconds
        self.deadlines = {site: deadline + seconds for site, deadline in self.deadlines.items()}

    def kill(self) -> None:
        """End it at once, and wait for that. The kernel releases the locks of its sites."""
        self.process.kill()
        self.process.wait()

    def finish(self) -> list[str]:
        """Close the pipes and the output of the ended worker. Return the lines that it wrote to stderr."""
        self.close()
        os.close(self.reports)
        with self.err:
            self.err.seek(0)
            return self.err.read().decode("utf-8", "replace").splitlines()


def fits_worker(settings: BaseSettings) -> bool:
    """Return whether a process can crawl several sites: it needs the reactor that Scrapy has by default."""
    return (
        settings["TWISTED_REACTOR"] == default_settings.TWISTED_REACTOR
        and settings.getbool("TWISTED_REACTOR_ENABLED", default=True)
        and not settings.getbool("FORCE_CRAWLER_PROCESS")
    )
