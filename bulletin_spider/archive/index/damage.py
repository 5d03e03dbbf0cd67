"""Tell what an error of SQLite blames: the database or the disk. Delete a corrupt index: the next run rebuilds it."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import write_error

if TYPE_CHECKING:
    from pathlib import Path

SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What ``sqlite3`` raises; a ``UnicodeDecodeError`` if a message of SQLite repeats damaged text."""
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip
"""Error codes of SQLite that blame the disk, the memory or another process, not the database."""

SOUND = "ok"
"""SQLite's own answer to an integrity check."""


def is_damage(error: BaseException | None) -> bool:
    """Whether an error shows that the database is corrupt."""
    if type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}:
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _NOT_DAMAGE
    return isinstance(error, ValueError)  # a column that is not JSON, or text that is not UTF-8


def system_error(directory: Path, error: BaseException) -> OSError:
    """Return the system's error behind an error of SQLite, whose database is in ``directory``.

    SQLite says "disk I/O error" or "unable to open database file" for a full disk too, so a file is tried.
    """
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return write_error(directory) or OSError(0, str(error))


def delete_index(path: Path) -> None:
    """Delete the files of a database; the caller holds the lock of its site."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
