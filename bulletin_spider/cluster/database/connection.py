"""Connect to the database of the cluster. Its tables, ours and those of the queue, are in a schema of their own."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg import IsolationLevel
from psycopg.errors import InsufficientPrivilege, InvalidCatalogName, UndefinedFunction, UndefinedTable

from bulletin_spider.archive.databases.postgresql import VARIABLE, ServerAddress, error_line, server_address
from bulletin_spider.exceptions import DatabaseFault, UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

T = TypeVar("T")

SCHEMA = "bulletin"
_SECONDS = 120.0
"""How long the work of a command waits: ``cluster init`` may wait for another one that makes the tables."""
_SERVER_OPTIONS = {
    "idle_in_transaction_session_timeout": "20s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
"""What a machine that is suspended or cut off in a transaction has locked is free again within a minute."""
_CLIENT_OPTIONS = {
    "application_name": "bulletin",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "40000",
}
"""The same for this side: the kernel would wait for a server that is gone for a quarter of an hour."""
NOT_PREPARED = f"it has no tables of a cluster; make them: {PROGRAM} cluster init"
_REMEDIES = {
    InsufficientPrivilege: f"let the user of {VARIABLE} create schemas and tables in it",
    InvalidCatalogName: f"create it, or correct {VARIABLE}",
}
"""Error → what a person does about it."""


def cluster_address(settings: Mapping[str, Any]) -> ServerAddress:
    """Return the address of the database, with the schema as search path. Raises ``UsageFault`` if it is not set."""
    text = (settings["DATABASE"] or "").strip()
    if not text:
        raise UsageFault(f"set {VARIABLE} to the database of the cluster, like postgresql://host/database")
    address = server_address(text)
    given = address.options.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in _SERVER_OPTIONS.items())
    address.options["options"] = f"{ours} {given} -c search_path={SCHEMA}".strip()
    for name, value in _CLIENT_OPTIONS.items():
        address.options.setdefault(name, value)
    return address


@contextmanager
def connected(
    address: ServerAddress, seconds: float = _SECONDS, *, only_read: bool = False
) -> Iterator[psycopg.Connection]:
    """Open a connection whose transaction ends with the block. Every error is a ``DatabaseFault`` of one line.

    It is an error if the block takes longer than ``seconds``. With ``only_read`` all queries see the same moment.
    """
    late = threading.Event()
    try:
        connection = psycopg.connect(address.for_libpq)
        with _ended_after(seconds, connection, late), connection:
            if only_read:
                connection.read_only, connection.isolation_level = True, IsolationLevel.REPEATABLE_READ
            yield connection
    except psycopg.Error as error:
        if late.is_set():
            raise DatabaseFault(address.shown, f"no answer in {seconds:g} seconds") from error
        if isinstance(error, UndefinedTable) and not _may_use_schema(address):
            raise DatabaseFault(
                address.shown, f"its user may not use the schema {SCHEMA}", f"name its owner in {VARIABLE}"
            ) from error
        raise database_fault(address, error) from error


def _may_use_schema(address: ServerAddress) -> bool:
    """Return False if the schema is there, but not for this user: its tables look as if they were missing then."""
    question = "SELECT has_schema_privilege(to_regnamespace(%s)::oid, 'USAGE')"
    try:
        with psycopg.connect(address.for_libpq) as connection:
            return connection.execute(question, (SCHEMA,)).fetchone() != (False,)
    except psycopg.Error:
        return True


@contextmanager
def _ended_after(seconds: float, connection: psycopg.Connection, late: threading.Event) -> Iterator[None]:
    """Set ``late`` and shut the socket after ``seconds``, so that what waits for an answer ends with an error."""

    def end() -> None:
        late.set()
        with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as waiting:
            waiting.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


async def in_time(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """Return what ``work`` returns. Raise ``TimeoutError`` after so many seconds, even if it does not end by then.

    It is cancelled, but not waited for: a connection that stalls takes long to give up a question.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(_take_error)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
    if not done:
        raise TimeoutError
    return task.result()


def _take_error(task: asyncio.Future[Any]) -> None:
    """Take the error of a task that nobody waits for any more, which would be logged otherwise."""
    if not task.cancelled():
        task.exception()


def archive_of(connection: psycopg.Connection) -> str | None:
    """Return the address of the archive that the cluster of this database belongs to; None if to none yet."""
    found = connection.execute("SELECT archive FROM cluster").fetchone()
    return found[0] if found else None


def check_other_cluster(settings: Mapping[str, Any], archive: str) -> None:
    """Raise ``UsageFault`` if the database belongs to the cluster of another archive; it may belong to none."""
    with connected(cluster_address(settings)) as connection:
        if connection.execute("SELECT to_regclass('cluster')").fetchone() != (None,):
            check_archive(archive_of(connection) or archive, archive)


def check_archive(of_database: str | None, archive: str) -> None:
    """Raise ``UsageFault`` if the cluster of a database does not belong to the archive at this address."""
    if of_database != archive:
        belongs = f"belongs to the archive {of_database}" if of_database else "belongs to no archive yet"
        raise UsageFault(
            f"the database {belongs}, and BULLETIN_ARCHIVE is {archive}; set one of them to the other's"
        )


def reason(error: BaseException) -> str:
    """Return in one line why the database cannot be used."""
    cause = error.__cause__ or error
    if isinstance(cause, TimeoutError):
        return "no answer"
    if isinstance(cause, (UndefinedTable, UndefinedFunction)):
        return NOT_PREPARED
    said = cause.diag.message_primary if isinstance(cause, psycopg.Error) else None
    return said or error_line(cause)


def database_fault(address: ServerAddress, error: BaseException) -> DatabaseFault:
    """Return the fault that an error of the database is, with what to do about it."""
    if isinstance(error, UndefinedTable):
        return DatabaseFault(address.shown, *NOT_PREPARED.split("; "))
    remedy = next((text for kind, text in _REMEDIES.items() if isinstance(error, kind)), None)
    return DatabaseFault(address.shown, error_line(error), *([remedy] if remedy else []))
