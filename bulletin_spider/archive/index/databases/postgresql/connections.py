"""Ask PostgreSQL, wait for it while it is away, and say its errors in one line."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import psycopg
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from bulletin_spider.archive.databases.limited_connection import LimitedConnection, NoAnswer
from bulletin_spider.archive.databases.postgresql import error_line, server_address
from bulletin_spider.archive.index.databases.version import INDEX_VERSION
from bulletin_spider.exceptions import DatabaseAway, DatabaseFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

SCHEMA_PREFIX = "bulletin_index_"
SCHEMA = f"{SCHEMA_PREFIX}{INDEX_VERSION}"
LOCKS = 0x62756C6C
"""The first of the two numbers of the advisory locks of the index; the second says what is locked."""
_SESSION = {
    "search_path": SCHEMA,
    # A process that is stopped in a transaction loses it after so long, and with it the lock of its site; whoever waits
    # for the lock waits longer than that.
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "60s",
}
_KEEPALIVES = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""When a server that is cut off counts as gone, while nothing is sent and after something was sent (in milliseconds);
by default this takes hours and a quarter of an hour."""
_PATIENCE = 60.0
"""Seconds for which a process waits for a database that is away: a restart takes less."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0
_SILENCE_OF_READERS = 20.0
"""Seconds for which a reader waits for an answer; the queries take milliseconds."""
_PAUSE_OF_READERS = 5.0
"""Seconds for which a database that could not be reached is not tried again by a reader, who may ask for many sites."""
_TRANSIENT = {"08", "40", "57"}
"""Classes of errors after which the same may work: the connection, a conflict of transactions, a shutdown."""
_TRANSIENT_STATES = {"25P03", "53300"}
"""A transaction that was idle for too long; too many connections."""
_REFUSED = (
    "authentication", "pg_hba.conf", "does not exist", "not permitted", "permission denied", "not support SSL",
    "certificate",
)  # fmt: skip
"""Words of the errors of connecting that waiting does not mend: libpq gives them no code."""


class IndexServer:
    """The database of the index as one process sees it. Every error is a ``DatabaseFault``."""

    _all: ClassVar[dict[tuple[int, str], IndexServer]] = {}

    def __init__(self, address: str) -> None:
        server = server_address(address)
        given = server.options.get("options", "")
        session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
        server.options["options"] = f"{given} {session}".strip()
        server.options.setdefault("application_name", "bulletin index")
        for name, value in _KEEPALIVES.items():
            server.options.setdefault(name, value)
        self.address, self.shown = server, server.shown
        self._connection: LimitedConnection | None = None
        self._guard = threading.Lock()
        self._unreachable: tuple[float, psycopg.OperationalError] | None = None
        self._away_since = self._last_failure = float("-inf")
        self.archive = ""
        """The archive whose index the database is known to hold; empty before it was asked."""

    @classmethod
    def of(cls, address: str) -> IndexServer:
        """Return the server of an address: one object a process; a fork makes its own."""
        key = (os.getpid(), address)
        if key not in cls._all:
            cls._all[key] = cls(address)
            at_exit(cls._all[key].close)
        return cls._all[key]

    def close(self) -> None:
        """Close the connection that is kept for the next query."""
        kept, self._connection = self._connection, None
        if kept:
            kept.close()

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """Open a connection whose transaction ends with the block."""
        try:
            with LimitedConnection.connect(self.address.for_libpq) as connection:
                yield connection
        except psycopg.Error as error:
            raise self.fault(error) from error

    def rows(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none if the index is not made yet. One connection is kept for all of them."""
        try:
            with self._guard:
                return self._ask(statement, values)
        except UndefinedTable:
            return []
        except psycopg.Error as error:
            raise self.fault(error) from error

    def _ask(self, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
        if kept := self._connection:
            try:
                return self._fetch(kept, statement, values)
            except NoAnswer:
                raise
            except psycopg.OperationalError:  # the server may have ended this one, and take another one
                self.close()
        if self._unreachable and time.monotonic() < self._unreachable[0]:
            raise self._unreachable[1]
        try:
            self._connection = LimitedConnection.connect(
                self.address.for_libpq, autocommit=True, prepare_threshold=None
            )
        except psycopg.OperationalError as error:
            self._put_off(error)
            raise
        self._connection.silence = _SILENCE_OF_READERS
        return self._fetch(self._connection, statement, values)

    def _fetch(
        self, kept: LimitedConnection, statement: str, values: Sequence[Any] | Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        try:
            return kept.execute(statement, values).fetchall()
        except NoAnswer as error:
            self.close()
            self._put_off(error)
            raise

    def _put_off(self, error: psycopg.OperationalError) -> None:
        """Answer the next queries with an error at once."""
        self._unreachable = (time.monotonic() + _PAUSE_OF_READERS, error)

    def patiently(self, action: Callable[[], Result]) -> Result:
        """Return what ``action`` returns; while the database is away, try again for a minute.

        The minute counts from the first failure of the process, as it may have many sites that wait one by one.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                result = action()
            except DatabaseAway as fault:
                now = time.monotonic()
                if now - self._last_failure > _PATIENCE:
                    self._away_since = now
                    logger.warning("%s; trying again for %d seconds", fault, _PATIENCE)
                self._last_failure = now
                if now + pause > self._away_since + _PATIENCE:
                    raise
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._last_failure = float("-inf")
                return result

    def fault(self, error: BaseException) -> DatabaseFault:
        """Return the fault that an error of the database is."""
        if isinstance(error, InsufficientPrivilege):
            remedy = f"let its owner run '{PROGRAM} cluster init', or grant this user the right"
            return DatabaseFault(self.shown, error_line(error), remedy)
        kind = DatabaseAway if is_away(error) else DatabaseFault
        return kind(self.shown, error_line(error))


def at_exit(close: Callable[[], None]) -> None:
    """Let this process close connections at its end, and none that it forks."""
    owner = os.getpid()
    atexit.register(lambda: close() if os.getpid() == owner else None)


def is_away(error: BaseException) -> bool:
    """Whether the same may work in a moment."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    if state:
        return state[:2] in _TRANSIENT or state in _TRANSIENT_STATES
    broken = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return broken and not any(word in str(error) for word in _REFUSED)
