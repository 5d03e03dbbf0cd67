"""Keep the rows of one site in a SQLite file."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, MetaData, create_engine, delete, event, text
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from bulletin_spider.archive.index.damage import delete_index
from bulletin_spider.archive.index.databases.version import INDEX_VERSION
from bulletin_spider.archive.index.faults import FaultTranslator, index_fault
from bulletin_spider.archive.index.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row, Select

logger = logging.getLogger(__name__)


class SqliteFile:
    """The file of one site's index: a ``SiteDatabase``. Every error is an ``IndexFault``."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._translator = FaultTranslator(index_fault(path))
        self._engine = open_database(path, self._translator)
        # Autocommit: a connection that stays open must not keep an old view of the database.
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def rows(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Return the rows of a query."""
        return self._connection.execute(statement, values or {}).all()

    def write(self, statement: Any, values: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401 - see the protocol
        """Execute a statement for each of the values, in a transaction of its own."""
        with self.writing() as connection:
            connection.execute(statement, values)

    def changing(self) -> AbstractContextManager[None]:
        """Begin what must not be mixed with the changes of others: the site's lock sees to that."""
        return nullcontext()

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction."""
        return self._engine.begin()

    def delete_rows(self, connection: Connection) -> None:
        """Delete all rows."""
        for table in METADATA.sorted_tables:
            connection.execute(delete(table))

    def close(self) -> None:
        """Close the file; delete it if it is damaged, so that the next run rebuilds it."""
        self.disconnect()
        if self._translator.damaged:  # the opening reads only a few pages of the file
            logger.warning("index %s is damaged: the next run rebuilds it", self.path)
            delete_index(self.path)

    def disconnect(self) -> None:
        """Close the file as it is."""
        self._connection.close()
        self._engine.dispose()


def open_database(path: Path, translator: FaultTranslator) -> Engine:
    """Open the database at ``path``; replace its tables if they are of another version or incomplete."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": 60},
        json_deserializer=translator.load_json,
    )
    event.listen(engine, "handle_error", translator.handle_error, retval=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    try:
        _make_tables(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        names = text("SELECT name FROM sqlite_master WHERE type = 'table'")
        missing = METADATA.tables.keys() - {*connection.scalars(names)}
        if version == INDEX_VERSION and not missing:
            return
        if version:
            others = MetaData()
            others.reflect(connection)
            others.drop_all(connection)
        for statement in _definitions():
            connection.exec_driver_sql(statement)
        connection.execute(text(f"PRAGMA user_version={INDEX_VERSION}"))


@cache
def _definitions() -> tuple[str, ...]:
    """Return the statements that make tables and indexes; one process may make the databases of many sites."""
    tables, dialect = METADATA.sorted_tables, SQLiteDialect_pysqlite()
    made: list[ExecutableDDLElement] = [CreateTable(table) for table in tables]
    made += [CreateIndex(one) for table in tables for one in table.indexes]
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)


def connect_readonly(uri: str, translator: FaultTranslator) -> Engine:
    """Return an engine for a SQLite URI such as ``Layout.index_uri``; it makes no table."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True),
        poolclass=NullPool,
        json_deserializer=translator.load_json,
    )
    event.listen(engine, "handle_error", translator.handle_error, retval=True)
    return engine
