"""Tell what an error of SQLite blames: the database or the disk. Delete a corrupt index: the next run rebuilds it."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

from filelock import FileLock

from bulletin_spider.archive.atomic_files import write_error

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip
"""Error codes of SQLite that blame the disk, the memory or another process, not the database."""


def is_damage(error: BaseException | None) -> bool:
    """Whether an error shows that the database is corrupt."""
    if type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}:
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _NOT_DAMAGE
    return isinstance(error, ValueError)  # a column that is not JSON


def system_error(directory: Path, error: BaseException) -> OSError:
    """Return the system's error behind an error of SQLite, whose database is in ``directory``.

    SQLite says "disk I/O error" or "unable to open database file" for a full disk too, so a file is tried.
    """
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return write_error(directory) or OSError(0, str(error))


def delete_index(layout: Layout, inode: int | None = None) -> None:
    """Delete the database while no process opens it; with ``inode``, only if no other run has rebuilt it."""
    with index_lock(layout):
        if inode is None or (layout.index.exists() and layout.index.stat().st_ino == inode):
            unlink_index(layout)


def index_lock(layout: Layout) -> FileLock:
    """Return the lock that a process holds while it makes, opens or deletes the database."""
    return FileLock(layout.index.with_name(f".{layout.index.name}.lock"))


def unlink_index(layout: Layout) -> None:
    """Delete the files of the database; the caller holds :func:`index_lock`."""
    for suffix in ("", "-wal", "-shm"):
        layout.index.with_name(layout.index.name + suffix).unlink(missing_ok=True)
