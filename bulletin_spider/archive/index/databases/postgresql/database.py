"""Change the rows of one site's index in PostgreSQL: each transaction holds a lock of the site."""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import create_engine, delete, event, text

from bulletin_spider.archive.databases.limited_connection import LimitedConnection
from bulletin_spider.archive.index.databases.postgresql.connections import LOCKS, IndexServer, at_exit
from bulletin_spider.archive.index.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine, ExceptionContext, Row, Select

    from bulletin_spider.exceptions import DatabaseFault

_KEPT, _MORE = 1, 4
"""Connections that a process keeps, and how many more it may have for a moment. Its sites share them: they ask one by
one, as a crawl has one thread. A server has 100 connections by default, for all processes of all machines."""
_LOCK = text("SELECT pg_advisory_xact_lock(:all, :one)")


class PostgresqlDatabase:
    """The rows of one site: a ``SiteDatabase``. Every error is a ``DatabaseFault``.

    A run that another one has superseded may still write. So what a change depends on is read in its transaction.
    """

    dialect = "postgresql"

    def __init__(self, server: IndexServer, site: str) -> None:
        self._server, self._site = server, site
        self._engine = _engine(os.getpid(), server)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._changing: Connection | None = None

    def rows(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Return the rows of a query; wait for a database that is away, unless a change is going on."""
        if self._changing is not None:
            return self._changing.execute(statement, values or {}).all()
        return self._server.patiently(lambda: self._rows(statement, values or {}))

    def _rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        with self._reading.connect() as connection:
            return connection.execute(statement, values).all()

    def write(self, statement: Any, values: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401 - see the protocol
        """Execute a statement for each of the values, in a transaction of its own; wait for a database that is away."""
        self._server.patiently(lambda: self._write(statement, values))

    def _write(self, statement: Any, values: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401 - see above
        with self.writing() as connection:
            connection.execute(statement, values)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Begin a transaction in which nobody else changes the site's rows; readers see them as they were before."""
        if self._changing is not None:
            yield
            return
        with self._locked() as connection:
            self._changing = connection
            try:
                yield
            finally:
                self._changing = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction, or go on with that of :meth:`changing`."""
        if self._changing is not None:
            yield self._changing
        else:
            with self._locked() as connection:
                yield connection

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.execute(_LOCK, {"all": LOCKS, "one": _number(self._site)})
            yield connection

    def delete_rows(self, connection: Connection) -> None:
        """Delete all rows of the site."""
        for table in METADATA.sorted_tables:
            connection.execute(delete(table).where(table.c.site == self._site))

    def disconnect(self) -> None:
        """Do nothing: the connections are those of all sites."""

    def close(self) -> None:
        """Do nothing, as above."""


def _number(site: str) -> int:
    """Return the number of a site's lock, which is never 0; two sites with the same one wait for each other."""
    return (zlib.crc32(site.encode()) & 0x7FFFFFFF) or 1


@cache
def _engine(_process: int, server: IndexServer) -> Engine:
    """Return the engine of a process: a fork must not use the connections of its parent."""
    engine = create_engine(
        server.address.for_sqlalchemy,
        pool_size=_KEPT,
        max_overflow=_MORE,
        pool_pre_ping=True,
        use_native_hstore=False,
        # A prepared statement locks all partitions of its tables; planned each time, it needs the one of its site.
        connect_args={"prepare_threshold": None},
    )

    at_exit(engine.dispose)

    @event.listens_for(engine, "do_connect")
    def _connect(
        _dialect: object, _record: object, args: Sequence[Any], options: dict[str, Any]
    ) -> LimitedConnection:
        return LimitedConnection.connect(*args, **options)

    @event.listens_for(engine, "handle_error", retval=True)
    def _fault(context: ExceptionContext) -> DatabaseFault | None:
        error = context.original_exception
        if context.is_pre_ping:  # a kept connection has ended: SQLAlchemy opens another
            return None
        return server.fault(error) if isinstance(error, psycopg.Error) else None

    return engine
