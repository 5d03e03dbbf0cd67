"""One PostgreSQL server for all tests of a run, whichever process they run in: fixtures for ``conftest.py`` files."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from filelock import FileLock

from tests.cluster.postgres import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server's own database: the first process starts the server, the last one stops it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    state, lock = shared / "postgresql-server.json", FileLock(shared / "postgresql-server.lock")
    with lock:
        if not state.exists():
            server = PostgresServer(synced=False)
            state.write_text(json.dumps({"users": 0, "data": str(server.data), "address": server.address}))
        found = json.loads(state.read_text())
        state.write_text(json.dumps(found | {"users": found["users"] + 1}))
    yield found["address"]
    with lock:
        now = json.loads(state.read_text())
        if now["users"] == 1:
            state.unlink()
            _end(Path(now["data"]))
        else:
            state.write_text(json.dumps(now | {"users": now["users"] - 1}))


def role_of_docs(connection: psycopg.Connection) -> None:
    """Make the role that the docs name, which several tests share, as they share the server."""
    with suppress(psycopg.errors.DuplicateObject):
        connection.execute("CREATE ROLE reader LOGIN")


def _end(data: Path) -> None:
    """Stop the server at once, and remove its files: nothing in them is wanted any more."""
    with suppress(ProcessLookupError):
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGQUIT)
    shutil.rmtree(data.parent, ignore_errors=True)


def new_database(server: str, template: str = "template1") -> str:
    """Make a database with a name of its own, and return its address."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return re.sub(r"/postgres$", f"/{name}", server)


def drop_database(server: str, address: str) -> None:
    """Remove a database, also from those who use it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database."""
    address = new_database(postgresql_server)
    yield address
    drop_database(postgresql_server, address)
