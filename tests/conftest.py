"""Whole crawls run `scrapy` as a person would: a process of its own, a real server on loopback, a real archive."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from tests.serving import Pages
from tests.sinks import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]


@dataclass
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


@dataclass
class Archive:
    """An archive below a temporary directory, and the commands that are run on it."""

    root: Path
    port: int

    def environment(self) -> dict[str, str]:
        return os.environ | {"BULLETIN_ARCHIVE": str(self.root), "PYTHONWARNINGS": "error", "COLUMNS": "200"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "scrapy", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment(), stdout=pipe, stderr=pipe, text=True
        )

    def scrapy(self, *arguments: str) -> Ended:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return Ended(process.returncode, out, err)

    def demo(self, *arguments: str) -> Ended:
        return self.scrapy("crawl", "demo", "-a", f"port={self.port}", *arguments)

    def versions(self, site: str = "demo", run: str = "") -> list[dict[str, Any]]:
        segments = sorted((self.root / "bulletins" / site).glob(f"{run}*.jsonl"))
        return [json.loads(line) for segment in segments for line in segment.read_bytes().splitlines()]

    def runs(self, site: str = "demo") -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.root / "runs" / f"{site}.jsonl").read_bytes().splitlines()]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive", free_port())


@pytest.fixture
def serve() -> Iterator[Callable[..., Pages]]:
    """Start servers of given pages; all are stopped when the test ends."""
    running: list[Pages] = []

    def start(*arguments: Any, **options: Any) -> Pages:
        running.append(Pages(*arguments, **options))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def sink() -> Iterator[Sink]:
    server = Sink()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def jq() -> None:
    """Have jq, which the docs use; a new machine gets it from its distribution."""
    with FileLock(Path(tempfile.gettempdir()) / f"jq-{os.getuid()}.lock"):  # several workers may want it
        if shutil.which("jq"):
            return
        sudo = ["sudo", "-n"] * (os.getuid() != 0)
        for step in (["update", "-q"], ["install", "-qy", "jq"]):
            done = subprocess.run([*sudo, "apt-get", *step], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"jq is not installed, and apt-get cannot do it: {done.stderr}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(process: subprocess.Popen[str]) -> None:
    """End a process as a power cut would, and wait for it."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
