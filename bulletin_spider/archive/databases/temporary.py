"""Keep rows that need not outlive the process in a SQLite database, which moves to disk when it grows."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from bulletin_spider.exceptions import TemporaryDatabaseFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ERRORS = (sqlite3.Error, OverflowError)
"""What SQLite raises; an integer of more than 64 bits is an ``OverflowError``."""


class TemporaryDatabase:
    """A database that ends with its connection. Every error of SQLite is a ``TemporaryDatabaseFault``."""

    def __init__(self, tables: str) -> None:
        """Make the tables that the statements in ``tables`` create."""
        try:
            self._connection = sqlite3.connect("", isolation_level=None)
            # One transaction from beginning to end: nothing needs to be durable.
            self._connection.executescript(f"{tables}; BEGIN;")
        except _ERRORS as error:
            raise TemporaryDatabaseFault(error) from error

    def write(self, statement: str, values: Sequence[Any]) -> None:
        """Execute a statement that returns no rows."""
        try:
            self._connection.execute(statement, values)
        except _ERRORS as error:
            raise TemporaryDatabaseFault(error) from error

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        try:
            yield from self._connection.execute(statement, values)
        except _ERRORS as error:
            raise TemporaryDatabaseFault(error) from error

    def first(self, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query; None if it has no rows."""
        try:
            row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        except _ERRORS as error:
            raise TemporaryDatabaseFault(error) from error
        return row

    def close(self) -> None:
        """Delete the database."""
        self._connection.close()
