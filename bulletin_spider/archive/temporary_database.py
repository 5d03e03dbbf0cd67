"""Keep rows that need not outlive the process in a SQLite database, which moves to disk when it grows."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bulletin_spider.exceptions import TemporaryDatabaseFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class TemporaryDatabase:
    """A database that ends with its connection. Every error of SQLite is a ``TemporaryDatabaseFault``."""

    def __init__(self, tables: str) -> None:
        """Make the tables that the statements in ``tables`` create."""
        with _translated_errors():
            self._connection = sqlite3.connect("", isolation_level=None)
            # One transaction from beginning to end: nothing needs to be durable.
            self._connection.executescript(f"{tables}; BEGIN;")

    def write(self, statement: str, values: Sequence[Any]) -> None:
        """Execute a statement that returns no rows."""
        with _translated_errors():
            self._connection.execute(statement, values)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with _translated_errors():
            yield from self._connection.execute(statement, values)

    def first(self, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query; None if it has no rows."""
        return next(self.rows(statement, values), None)

    def close(self) -> None:
        """Delete the database."""
        self._connection.close()


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:  # SQLite's integers have 64 bits
        raise TemporaryDatabaseFault(error) from error
