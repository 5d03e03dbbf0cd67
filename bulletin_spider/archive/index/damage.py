"""An index that is not as it was written: how that shows, and how it is removed, for the next run to make it anew."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

_OUTSIDE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip
"""What SQLite says where not the database is at fault but the disk, or another process."""


def is_damage(error: BaseException | None) -> bool:
    """Whether an error shows that the database is not as it was written."""
    if type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}:
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _OUTSIDE
    return isinstance(error, ValueError)  # texts that are none, JSON that is none


def remove(layout: Layout, inode: int | None = None) -> None:
    """Remove the database while nobody opens it; with ``inode``, only if another run has not made it anew meanwhile."""
    with opening(layout):
        if inode is None or (layout.index.exists() and layout.index.stat().st_ino == inode):
            unlink(layout)


def opening(layout: Layout) -> FileLock:
    """Return the lock under which the database is made, opened and removed."""
    return FileLock(layout.index.with_name(f".{layout.index.name}.lock"))


def unlink(layout: Layout) -> None:
    """Remove the database, under the lock of :func:`opening`."""
    for suffix in ("", "-wal", "-shm"):
        layout.index.with_name(layout.index.name + suffix).unlink(missing_ok=True)
