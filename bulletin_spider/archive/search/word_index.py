"""``search.sqlite``: which bulletin's latest wording holds which pairs of characters. Derived, and deleted at will.

It keeps no text but the place of each line, so that the segments stay the only truth. A row's number begins with
the bulletin's day: newest first is its own order, and a span of days a range of it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING, Any, Self

from filelock import FileLock

from bulletin_spider.archive.search.documents import entry, first_row
from bulletin_spider.archive.segments.reader import versions
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.reader import segments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_spider.reader import Segment

VERSION = 1
_AT_ONCE = 20_000
"""Bulletins a transaction: what is kept in memory, and what a killed search does again."""
_TABLES = """
CREATE TABLE segments (number INTEGER PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (site, name));
CREATE TABLE places (
    row INTEGER PRIMARY KEY, site TEXT NOT NULL, id TEXT NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL
);
CREATE UNIQUE INDEX identities ON places (id, site);
CREATE TABLE serial (last INTEGER NOT NULL);
INSERT INTO serial VALUES (0);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, facets, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
"""

_PLACE = "SELECT segments.site, name, offset FROM places JOIN segments ON number = segment WHERE row = ?"


class WordIndex:
    """The search database of an archive. Every answer is as of its opening."""

    def __init__(self, archive: Path, database: sqlite3.Connection) -> None:
        self.archive = archive
        self.database = database

    @classmethod
    def open(cls, archive: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Self:
        """Open the database and read what has been published since the last time; make it anew where need be.

        ``progress`` is told how many of the fresh segments have been read. Raises ``FileNotFoundError`` if there
        is no archive, ``ArchiveFault`` if the database cannot be written, ``DamagedSegment``.
        """
        there = list(segments(archive))
        path = archive / "search.sqlite"
        try:
            with FileLock(path.with_name(".search.sqlite.lock")):
                try:
                    return cls._caught_up(archive, there, progress)
                except (sqlite3.DatabaseError, _Stale) as error:
                    if isinstance(error, sqlite3.OperationalError):
                        raise
                    for suffix in ("", "-wal", "-shm", "-journal"):
                        path.with_name(path.name + suffix).unlink(missing_ok=True)
                    return cls._caught_up(archive, there, progress)
        except (OSError, sqlite3.OperationalError) as error:
            fault = error if isinstance(error, OSError) else OSError(0, str(error))
            raise ArchiveFault(archive, fault) from error

    @classmethod
    def _caught_up(cls, archive: Path, there: list[Segment], progress: Callable[[int, int], None]) -> Self:
        index = cls(archive, _database(archive / "search.sqlite"))
        try:
            index._read(index._unread(there), progress)
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def as_it_is(cls, archive: Path) -> tuple[Self, int] | None:
        """Return the database, never to be written, and how many segments it has not seen; None if it is of no use."""
        place = (archive / "search.sqlite").resolve().as_uri()
        with suppress(sqlite3.Error, _Stale), ExitStack() as opened:
            index = cls(archive, opened.enter_context(closing(sqlite3.connect(f"{place}?mode=ro", uri=True))))
            if index.database.execute("PRAGMA user_version").fetchone() == (VERSION,):
                unread = len(index._unread(list(segments(archive))))
                opened.pop_all()
                return index, unread
        return None

    def _unread(self, there: list[Segment]) -> list[Segment]:
        """Return the segments that it has not seen.

        Raises ``_Stale`` if a segment that was read is gone, or one has come that is older than one read.
        """
        seen = set(self.database.execute("SELECT site, name FROM segments"))
        fresh = [segment for segment in there if (segment.site, segment.name) not in seen]
        last: dict[str, str] = {}
        for site, name in seen:
            last[site] = max(name, last.get(site, ""))
        if len(there) - len(fresh) != len(seen) or any(new.name < last.get(new.site, "") for new in fresh):
            raise _Stale
        return fresh

    def _read(self, fresh: list[Segment], progress: Callable[[int, int], None]) -> None:
        rows = 0
        for done, segment in enumerate(fresh, 1):
            rows += self._add(segment)
            if rows >= _AT_ONCE:
                self.database.commit()
                progress(done, len(fresh))
                rows = 0
        self.database.commit()

    def _add(self, segment: Segment) -> int:
        database = self.database
        number = database.execute(
            "INSERT INTO segments (site, name) VALUES (?, ?)", (segment.site, segment.name)
        ).lastrowid
        (serial,) = database.execute("SELECT last FROM serial").fetchone()
        places: list[tuple[Any, ...]] = []
        words: list[tuple[Any, ...]] = []
        for offset, version in versions(segment.path, "site", "title"):
            serial += 1
            row = first_row(version["date"]) + serial
            if version["revision"] > 1:
                self._insert(places, words)
                places, words = [], []
                self._remove(version)
            places.append((row, version["site"], version["id"], number, offset))
            words.append((row, *entry(version)))
        self._insert(places, words)
        database.execute("UPDATE serial SET last = ?", (serial,))
        return len(words)

    def _insert(self, places: list[tuple[Any, ...]], words: list[tuple[Any, ...]]) -> None:
        self.database.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?)", places)
        self.database.executemany("INSERT INTO words (rowid, title, body, facets) VALUES (?, ?, ?, ?)", words)

    def _remove(self, version: dict[str, Any]) -> None:
        """Take out the older wording; FTS5 must be told every word of it."""
        identity = (version["id"], version["site"])
        found = self.database.execute("SELECT row FROM places WHERE id = ? AND site = ?", identity).fetchone()
        if found:
            (row,) = found
            self.database.execute(
                "INSERT INTO words (words, rowid, title, body, facets) VALUES ('delete', ?, ?, ?, ?)",
                (row, *entry(self.line(row))),
            )
            self.database.execute("DELETE FROM places WHERE row = ?", (row,))

    def line(self, row: int) -> dict[str, Any]:
        """Return the published version that a row stands for."""
        site, name, offset = self.database.execute(_PLACE, (row,)).fetchone()
        with (self.archive / "bulletins" / site / name).open("rb") as segment:
            segment.seek(offset)
            version: dict[str, Any] = json.loads(segment.readline())
        return version

    def close(self) -> None:
        """Release the database."""
        self.database.close()


class _Stale(Exception):
    """The database was made from other segments than are there now."""


def _database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=60)
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        if version or database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            database.close()
            raise _Stale
        database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    # Derived: after a power cut it may be damaged, and is made anew.
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -65536")
    return database
