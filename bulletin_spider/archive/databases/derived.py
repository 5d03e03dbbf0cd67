"""Open databases that are derived from the archive for reading, also after a process that wrote to one was killed.

It leaves a rollback journal or a write-ahead log beside the database. Before anything is read, SQLite undoes what is in
a journal, for which it must write. A log is read together with the database; SQLite writes an index of it if there is
none.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_JOURNAL, _LOG = "-journal", "-wal"
_BLANKS_AND_QUOTES = re.compile(r"[\s\"'`]+")
_WAIT = 1.0
"""Seconds to wait for a process that writes or undoes: if it takes longer, the reader waits by its own limit."""
_NEEDS_WRITING = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


def readonly_uri(database: Path, *, has_log: bool = False) -> str:
    """Return the URI by which SQLite opens a database read-only; what a killed process left unfinished is undone.

    A database that ``has_log`` is in WAL mode: SQLite would make files beside it. It makes none if the log is empty.
    """
    undo_unfinished_write(database)
    # "immutable" ignores log and journal: rows would be missing, and pages half written.
    unused = has_log and not _left_file(database)
    return f"{_file_uri(database)}?mode=ro{'&immutable=1' * unused}"


def undo_unfinished_write(database: Path) -> None:
    """Let SQLite undo the transaction of a process that was killed; do nothing if it cannot be written here.

    A process that is still writing is not disturbed: SQLite knows it by its lock.
    """
    if _size(database, _JOURNAL):
        uri = f"{_file_uri(database)}?mode=rw"
        with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True, timeout=_WAIT)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def unfinished_write(database: Path, error: BaseException) -> str:
    """Return in words that an error comes from a file that a killed process left; empty if it does not."""
    left = _left_file(database)
    if not left or getattr(error, "sqlite_errorcode", 0) & 0xFF not in _NEEDS_WRITING:
        return ""
    return f"a killed process left {left}, and SQLite must write here to finish or undo what it did"


def plain_definition(sql: str | None) -> str:
    """Return the SQL that defines a table or an index in lower case, without blanks and quotes.

    So it can be compared with one that another version of SQLite or SQLAlchemy has written.
    """
    return _BLANKS_AND_QUOTES.sub("", sql or "").lower()


def _left_file(database: Path) -> str:
    return next((database.name + end for end in (_JOURNAL, _LOG) if _size(database, end)), "")


def _size(database: Path, suffix: str) -> int:
    try:
        return database.with_name(database.name + suffix).stat().st_size
    except OSError:
        return 0


def _file_uri(database: Path) -> str:
    return database.resolve().as_uri()
