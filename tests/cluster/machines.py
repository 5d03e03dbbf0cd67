"""Machines of a cluster: each has a project, a cache and a home of its own, and a worker that can be killed or stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import Ended
from tests.object_store.machines import Machine

if TYPE_CHECKING:
    from collections.abc import Callable

_PROJECT = "[settings]\nSPIDER_MODULES = []\nRETRY_TIMES = 0\nHEALTH_ACCEPT = true\n"
_PROGRAM = (sys.executable, "-m", "bulletin_spider")
LIMIT = 300.0
"""Seconds after which what is waited for counts as failed."""


@dataclass
class WorkerMachine(Machine):
    """A machine that can run a worker. ``contact`` is in the name that sites see, and no other machine has it."""

    database: str = ""
    contact: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def directory(self) -> Path:
        """The directory of its project."""
        return self.cache / "project"

    def bulletin(self, *arguments: str, limit: float = LIMIT) -> Ended:
        """Run a command in its project to the end, for ``limit`` seconds at most."""
        done = subprocess.run(
            [*_PROGRAM, *arguments], cwd=self.directory, env=self.environment(), capture_output=True, text=True,
            timeout=limit, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    @property
    def worker_log(self) -> Path:
        """The file of what its worker prints."""
        return self.cache / "worker.log"

    def environment(self) -> dict[str, str]:
        home, own = str(self.cache / "home"), {"BULLETIN_DATABASE": self.database}
        warnings = {"PYTHONWARNINGS": "default"}
        own |= {"BULLETIN_CONTACT": self.contact, "HOME": home, "XDG_CONFIG_HOME": f"{home}/.config"}
        environment = super().environment() | warnings | own
        environment.pop("SCRAPY_SETTINGS_MODULE", None)  # set by tests that run commands in their own process
        return environment | {**self.variables}

    def write_project(self, sites: str, settings: str = _PROJECT) -> None:
        """Write a project whose sites are a table."""
        for place in (self.directory, self.cache / "home"):
            place.mkdir(parents=True, exist_ok=True)
        (self.directory / "bulletin.toml").write_text(settings, encoding="utf-8")
        (self.directory / "sites.toml").write_text(sites, encoding="utf-8")

    def start_worker(self, *options: str) -> None:
        """Start the worker."""
        assert not self.works, f"{self.contact} works"
        with self.worker_log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_PROGRAM, "worker", *options],
                cwd=self.directory, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    @property
    def works(self) -> bool:
        """Whether its worker is there."""
        return self.process is not None and self.process.poll() is None

    def kill_worker(self) -> None:
        """Kill the worker's own process with SIGKILL. Its crawls have to end by themselves."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop_worker(self, number: int = signal.SIGTERM) -> int:
        """Ask the worker to end, and return its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(LIMIT)

    def freeze(self) -> None:
        """Stop all its processes with SIGSTOP, as a hypervisor suspends a machine."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let all its processes go on."""
        self._signal(signal.SIGCONT)

    def kill_all(self) -> None:
        """Kill all its processes, as a loss of power does."""
        while self.processes():
            self._signal(signal.SIGKILL)
            if self.process:
                self.process.poll()
            time.sleep(0.01)

    def processes(self) -> list[int]:
        """Return its processes, also those that have lost their parent."""
        # The contact is not enough: tests that run at the same time may have chosen the same one.
        mark, found = f"BULLETIN_CACHE={self.cache / 'cache'}\0".encode(), []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has ended
                if mark in (place / "environ").read_bytes():  # empty if it only waits for its parent
                    found.append(int(place.name))
        return found

    def cpu_seconds(self) -> float:
        """Return the CPU time of its processes, and of those that they have waited for."""
        ticks = 0
        for number in self.processes():
            with suppress(OSError):
                values = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                ticks += sum(map(int, values[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        """Return what its worker has printed."""
        return self.worker_log.read_text(encoding="utf-8") if self.worker_log.exists() else ""

    def _signal(self, number: int) -> None:
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)


def wait_until(condition: Callable[[], bool], what: str, limit: float = LIMIT, pause: float = 0.1) -> float:
    """Wait until a condition holds, and return the seconds; raise ``AssertionError`` after ``limit`` seconds."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > limit:
            raise AssertionError(f"{what}: not after {limit:g} s")
        time.sleep(pause)
    return time.monotonic() - begun
