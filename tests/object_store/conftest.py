"""One S3 server for all tests of a run, whichever process they run in; each test has a prefix of its own."""

from __future__ import annotations

import json
import os
import signal
import uuid
from contextlib import suppress
from multiprocessing import forkserver
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.object_store.holding_proxy import HoldingProxy
from tests.object_store.server import BUCKET, S3Server, store_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_started: list[S3Server] = []
"""What this process has started, which another one may stop."""


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server: the first process starts it, the last one stops it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    state, lock = shared / "s3-server.json", FileLock(shared / "s3-server.lock")
    with lock:
        if not state.exists():
            server = S3Server.start(tmp_path_factory.mktemp("s3-server"))  # not where one was that has ended
            _started.append(server)
            state.write_text(json.dumps({"users": 0, "pid": server.process.pid, "endpoint": server.endpoint}))
        found = json.loads(state.read_text())
        state.write_text(json.dumps(found | {"users": found["users"] + 1}))
    yield found["endpoint"]
    with lock:
        now = json.loads(state.read_text())
        if now["users"] == 1:
            state.unlink()
            with suppress(ProcessLookupError):
                os.killpg(now["pid"], signal.SIGKILL)
        else:
            state.write_text(json.dumps(now | {"users": now["users"] - 1}))
    for server in _started:  # Python wants to know how its child has ended
        server.process.returncode = server.process.poll() or 0


def _forget_environment() -> None:
    """Stop the server from which workers are forked: they would have the environment of the test that started it."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # noqa: SLF001 - made for tests


@pytest.fixture
def store(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty archive in the store, which this process and its commands reach."""
    _forget_environment()
    for name, text in store_environment(s3_endpoint).items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("BULLETIN_CACHE", str(tmp_path / "cache"))
    return f"s3://{BUCKET}/{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def store_of_module(s3_endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an archive in the store for all tests of a module."""
    _forget_environment()
    with pytest.MonkeyPatch.context() as patch:
        for name, text in store_environment(s3_endpoint).items():
            patch.setenv(name, text)
        patch.setenv("BULLETIN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield f"s3://{BUCKET}/{uuid.uuid4().hex[:12]}"


@pytest.fixture
def proxy(s3_endpoint: str) -> Iterator[HoldingProxy]:
    """A proxy before the server, which holds requests as long as a test wants."""
    proxy = HoldingProxy(s3_endpoint)
    yield proxy
    proxy.stop()
