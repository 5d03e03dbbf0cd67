"""Connect to the database of the cluster. Its tables, ours and those of the queue, are in a schema of their own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.errors import InsufficientPrivilege, InvalidCatalogName, UndefinedTable

from bulletin_spider.archive.databases.postgresql import VARIABLE, ServerAddress, error_line, server_address
from bulletin_spider.exceptions import DatabaseFault, UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

SCHEMA = "bulletin"
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
def connected(address: ServerAddress) -> Iterator[psycopg.Connection]:
    """Open a connection whose transaction ends with the block. Every error is a ``DatabaseFault`` of one line."""
    try:
        with psycopg.connect(address.for_libpq) as connection:
            yield connection
    except psycopg.Error as error:
        raise database_fault(address, error) from error


@asynccontextmanager
async def connected_async(address: ServerAddress, seconds: float) -> AsyncIterator[psycopg.AsyncConnection]:
    """Open a connection as :func:`connected` does; a block that takes longer than ``seconds`` is a fault too."""
    try:
        async with (
            asyncio.timeout(seconds),
            await psycopg.AsyncConnection.connect(address.for_libpq) as connection,
        ):
            yield connection
    except psycopg.Error as error:
        raise database_fault(address, error) from error
    except TimeoutError as error:
        raise DatabaseFault(address.shown, f"no answer in {seconds:g} seconds") from error


def database_fault(address: ServerAddress, error: BaseException) -> DatabaseFault:
    """Return the fault that an error of the database is, with what to do about it."""
    if isinstance(error, UndefinedTable):
        return DatabaseFault(address.shown, *NOT_PREPARED.split("; "))
    remedy = next((text for kind, text in _REMEDIES.items() if isinstance(error, kind)), None)
    return DatabaseFault(address.shown, error_line(error), *([remedy] if remedy else []))
