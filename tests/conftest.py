"""Whole crawls run `scrapy` as a user does: in its own process, against a real server, into a real archive."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from bulletin_spider.archive.idle_records import expand, is_idle
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines
from tests.forked_commands import start
from tests.receiver import Receiver
from tests.serving import Pages
from tests.sinks import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.installed import Installed

ROOT = Path(__file__).parents[1]
HALF_WRITTEN = shutil.ignore_patterns("*.pyc.*")
"""For copies of the project with its byte code, to which another process may be adding a file."""
os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # else each of the hundreds of processes compiles all it imports
if (
    signal.getsignal(signal.SIGINT) == signal.SIG_IGN
):  # a shell starts background jobs so, and commands inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
_running: dict[str, bool] = {}
# On a busy machine any example may take seconds. In CI the profile of Hypothesis for CI is in force, and stays so.
_profile = settings.get_profile(settings.get_current_profile_name())
settings.register_profile("busy", _profile, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note whether the test may start crawls; ``just test`` leaves out those that do."""
    _running["crawl"] = item.get_closest_marker("crawl") is not None


@dataclass
class Ended:
    """A finished command."""

    code: int
    out: str
    err: str


@dataclass
class Archive:
    """An archive in a temporary directory, and the commands that a test runs on it."""

    root: Path
    port: int

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "BULLETIN_ARCHIVE": str(self.root),
            "XDG_STATE_HOME": str(self.root.parent / "state"),
            "XDG_CACHE_HOME": str(self.root.parent / "cache"),
            "PYTHONWARNINGS": "error",
            "COLUMNS": "200",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        assert _running.get("crawl", True), "mark a test that starts scrapy with pytest.mark.crawl"
        command, pipe = [sys.executable, "-m", "scrapy", *arguments], subprocess.PIPE
        return start(command, cwd=ROOT, env=self.environment(), stdout=pipe, stderr=pipe)

    def scrapy(self, *arguments: str) -> Ended:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        return Ended(process.returncode, out, err)

    def demo(self, *arguments: str) -> Ended:
        return self.scrapy("crawl", "demo", "-a", f"port={self.port}", *arguments)

    def versions(self, site: str = "demo", run: str = "") -> list[dict[str, Any]]:
        segments = sorted((self.root / "bulletins" / site).glob(f"{run}*.jsonl"))
        return [json.loads(line) for segment in segments for line in segment.read_bytes().splitlines()]

    def run_file(self, site: str = "demo") -> Path:
        return Layout(self.root).run_files(site)[-1]

    def runs(self, site: str = "demo") -> list[dict[str, Any]]:
        """Return every line of the run records; that of an idle run as the record that it stands for."""
        base, found = dict[str, Any](), list[dict[str, Any]]()
        for record in map(json.loads, chain_lines(Layout(self.root), site)):
            found.append(expand(record, base) if is_idle(record) else record)
            base = base if is_idle(record) or "event" in record else record
        return found


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive", free_port())


@pytest.fixture
def serve() -> Iterator[Callable[..., Pages]]:
    """Start servers with given pages; the end of the test stops them all."""
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


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mount small file systems, which a test can fill."""
    mounted: list[Path] = []
    sudo = ["sudo", "-n"] * (os.getuid() != 0)

    def mount(options: str) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        command = [*sudo, "mount", "-t", "tmpfs", "-o", f"{options},mode=777", "none", str(place)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no file system can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run([*sudo, "umount", str(place)], check=True)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Installed:
    """Return the environment of a user, which all workers of a session share."""
    from tests.installed import install_wheel  # noqa: PLC0415 - it needs ROOT from here

    base = tmp_path_factory.getbasetemp()
    return install_wheel((base if worker_id == "master" else base.parent) / "installed")


@pytest.fixture(scope="session")
def jq() -> None:
    """Install jq, which the docs use, if it is absent."""
    with FileLock(Path(tempfile.gettempdir()) / f"jq-{os.getuid()}.lock"):  # several workers may want it
        if shutil.which("jq"):
            return
        sudo = ["sudo", "-n"] * (os.getuid() != 0)
        for step in (["update", "-q"], ["install", "-qy", "jq"]):
            done = subprocess.run([*sudo, "apt-get", *step], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"jq is not installed, and apt-get cannot do it: {done.stderr}"


PORTS = itertools.cycle(range(20_000, 32_000))
"""Below the ports that systems give to outgoing connections (from 32,768 on), so nobody takes one in between."""
for _ in range(os.getpid() * 7_417 % 12_000):  # far apart for processes that start one after the other
    next(PORTS)


def free_port() -> int:
    """Return a port that is free now; no other test of this process gets it."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise AssertionError


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process at once, and wait for it."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
