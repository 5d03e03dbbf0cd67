"""Make the statements that differ from one database to the other: those that write rows which may be there."""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Table

    OnConflict = Callable[[Any], Any]
    """Function that gets an insert statement, and returns it with what becomes of rows that are there."""
    WriteRows = Callable[[Connection, Sequence[Mapping[str, Any]]], None]

_POSTGRESQL = "postgresql"
"""The name that SQLAlchemy has for the dialect; the other one is SQLite's."""


@cache
def adding(table: Table, dialect: str) -> Any:  # noqa: ANN401 - a class for each dialect, with equal methods
    """Return the statement that adds rows of a table; a row whose key is there stays as it is."""
    return _insert_into(table, dialect).on_conflict_do_nothing()


@cache
def replacing(table: Table, dialect: str) -> Any:  # noqa: ANN401 - see above
    """Return the statement that writes rows of a table, in the place of those with the same key."""
    statement = _insert_into(table, dialect)
    key = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=others)


def rows_writer(table: Table, dialect: str, on_conflict: OnConflict) -> WriteRows:
    """Return the function that writes many rows of a table, one after the other, with less work than SQLAlchemy has.

    A value of a column of JSON is given as text.
    """
    if dialect == _POSTGRESQL:
        from bulletin_spider.archive.index.databases.postgresql.many_rows import writer  # noqa: PLC0415 - if used

        return writer(table, on_conflict)
    return _sqlite_writer(table, on_conflict)


def _insert_into(table: Table, dialect: str) -> Any:  # noqa: ANN401 - see above
    if dialect == _POSTGRESQL:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - only if it is used

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)


def _sqlite_writer(table: Table, on_conflict: OnConflict) -> WriteRows:
    """SQLAlchemy itself needs more time to put the values in order than SQLite needs to write them."""
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite  # noqa: PLC0415

    statement = on_conflict(_insert_into(table, "sqlite"))
    names = [column.name for column in table.c]
    compiled = statement.compile(dialect=SQLiteDialect_pysqlite(), column_keys=names)
    sql, values_of = str(compiled), itemgetter(*compiled.positiontup)

    def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        connection.exec_driver_sql(sql, [*map(values_of, rows)])

    return write
