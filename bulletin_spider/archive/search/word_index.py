"""Keep ``search.sqlite``, the full-text index of every bulletin's latest wording.

The index is derived from the segments and can be deleted at any time. It stores no text, only the place of each line,
so that the segments stay the only truth. A row number begins with the bulletin's day: descending row numbers are newest
first, and a span of days is a range of row numbers. A single character is the beginning of a pair; ``prefix='1'`` keeps
a list of its rows too, which would else be put together from all pairs that begin with it.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.index.damage import is_damage, system_error
from bulletin_spider.archive.limited_lock import limited_lock
from bulletin_spider.archive.search.documents import index_terms, row_base
from bulletin_spider.archive.search.new_segments import look_for_segments
from bulletin_spider.archive.segments.reader import read_version, read_versions
from bulletin_spider.exceptions import ArchiveFault, ArchiveUnread, SearchFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bulletin_spider.archive.search.new_segments import Changes, ReadSite
    from bulletin_spider.reader import Segment

VERSION = 2
SEARCH_DATABASE = "search.sqlite"
HOLDER = "another search"
"""For whom a search waits."""
_TRANSACTION_ROWS = 20_000
"""Bulletins in one transaction. They are kept in memory, and a killed search reads them again."""
_TABLES = """
CREATE TABLE segments (number INTEGER PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (site, name));
CREATE TABLE sites (site TEXT PRIMARY KEY, changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
    row INTEGER PRIMARY KEY, site TEXT NOT NULL, id TEXT NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL
);
CREATE UNIQUE INDEX identities ON places (id, site);
CREATE TABLE serial (last INTEGER NOT NULL);
INSERT INTO serial VALUES (0);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, facets, content='', prefix='1', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
"""
"""``hashsize``: FTS5 writes the terms of a transaction once if it may collect 64 MiB of them. By default it writes
after each MiB, about 200 bulletins, and merges what it has written again and again."""

_PLACE = "SELECT segments.site, name, offset FROM places JOIN segments ON number = segment WHERE row = ?"


class WordIndex:
    """The search database of an archive. Every answer is as of the opening."""

    def __init__(self, archive: Path, database: sqlite3.Connection) -> None:
        self.archive = archive
        self.path = archive / SEARCH_DATABASE
        self.database = database
        self._inode = self.path.stat().st_ino if self.path.exists() else 0
        self._damaged = False

    @classmethod
    def open(cls, archive: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Self:
        """Open the database and read what has been published since the last time; rebuild it if it is stale or damaged.

        ``progress`` gets the number of new segments that have been read, and of all new segments. Raises
        ``FileNotFoundError`` if there is no archive, ``ArchiveFault`` if the database cannot be written,
        ``DamagedSegment``.
        """
        if not (archive / "bulletins").is_dir():
            raise FileNotFoundError(f"{archive} is not an archive: it has no directory 'bulletins'")
        path = archive / SEARCH_DATABASE
        try:
            with limited_lock(path, HOLDER):
                try:
                    return cls._open_and_catch_up(archive, progress)
                except (sqlite3.DatabaseError, _StaleIndex) as error:
                    if isinstance(error, sqlite3.Error) and not is_damage(error):
                        raise
                    _delete(path)
                    return cls._open_and_catch_up(archive, progress)
        except (OSError, sqlite3.Error) as error:
            fault = error if isinstance(error, OSError) else system_error(archive, error)
            raise ArchiveFault(archive, fault) from error

    @classmethod
    def _open_and_catch_up(cls, archive: Path, progress: Callable[[int, int], None]) -> Self:
        index = cls(archive, open_database(archive / SEARCH_DATABASE))
        try:
            changes = index._changes()
            index.read(changes.fresh, progress)
            index._note(changes.read)
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def open_readonly(cls, archive: Path) -> tuple[Self, int] | None:
        """Open the database read-only; return it and the number of unread segments, None if it cannot be used."""
        uri = (archive / SEARCH_DATABASE).resolve().as_uri()
        with suppress(sqlite3.Error, _StaleIndex), ExitStack() as opened:
            index = cls(archive, opened.enter_context(closing(sqlite3.connect(f"{uri}?mode=ro", uri=True))))
            if index.database.execute("PRAGMA user_version").fetchone() == (VERSION,):
                unread = len(index._changes().fresh)
                opened.pop_all()
                return index, unread
        return None

    def _changes(self) -> Changes:
        """Return the segments that the index has not read; look only where a directory has changed.

        Raises ``_StaleIndex`` if a segment that was read is gone, or if an older segment has appeared.
        """
        known = dict(self.database.execute("SELECT site, changed FROM sites"))
        changes = look_for_segments(self.archive, known, self._names)
        if changes is None:
            raise _StaleIndex
        return changes

    def _names(self, site: str) -> set[str]:
        """Return the names of the segments of a site that the index has read."""
        return {name for (name,) in self.database.execute("SELECT name FROM segments WHERE site = ?", [site])}

    def _note(self, read: list[ReadSite]) -> None:
        """Note the directories whose segments are all in the index now."""
        if read:
            self.database.executemany("INSERT OR REPLACE INTO sites VALUES (?, ?)", read)
            self.database.commit()

    def read(
        self, fresh: list[Segment], progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> None:
        """Add segments in the order in which they are given."""
        rows = 0
        for done, segment in enumerate(fresh, 1):
            rows += self._add(segment)
            if rows >= _TRANSACTION_ROWS:
                self.database.commit()
                progress(done, len(fresh))
                rows = 0
        self.database.commit()

    def _add(self, segment: Segment) -> int:
        database = self.database
        number = database.execute(
            "INSERT INTO segments (site, name) VALUES (?, ?)", (segment.site, segment.name)
        ).lastrowid
        serial = _only(database.execute("SELECT last FROM serial"))[0]
        places: list[tuple[Any, ...]] = []
        terms: list[tuple[Any, ...]] = []
        for offset, version in read_versions(segment.path, "site", "title"):
            serial += 1
            row = row_base(version["date"]) + serial
            if version["revision"] > 1:
                self._insert(places, terms)
                places, terms = [], []
                self._remove(version)
            places.append((row, version["site"], version["id"], number, offset))
            terms.append((row, *index_terms(version)))
        self._insert(places, terms)
        database.execute("UPDATE serial SET last = ?", (serial,))
        return len(terms)

    def _insert(self, places: list[tuple[Any, ...]], terms: list[tuple[Any, ...]]) -> None:
        self.database.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?)", places)
        self.database.executemany("INSERT INTO words (rowid, title, body, facets) VALUES (?, ?, ?, ?)", terms)

    def _remove(self, version: dict[str, Any]) -> None:
        """Remove the older wording; FTS5 needs every term of it to delete a row."""
        identity = (version["id"], version["site"])
        found = self.database.execute("SELECT row FROM places WHERE id = ? AND site = ?", identity).fetchone()
        if found:
            (row,) = found
            self.database.execute(
                "INSERT INTO words (words, rowid, title, body, facets) VALUES ('delete', ?, ?, ?, ?)",
                (row, *index_terms(self._version_at(row))),
            )
            self.database.execute("DELETE FROM places WHERE row = ?", (row,))

    def rows(self, statement: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; raise ``SearchFault`` if the database is damaged."""
        try:
            yield from self.database.execute(statement, values)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def read_version(self, row: int) -> dict[str, Any]:
        """Return the published version of a row; raise ``SearchFault`` if the database is damaged."""
        try:
            return self._version_at(row)
        except (sqlite3.Error, _StaleIndex) as error:
            raise self._fault(error) from error

    def _version_at(self, row: int) -> dict[str, Any]:
        """Return the version of a row; raise ``_StaleIndex`` if the database does not say where it is."""
        site, name, offset = _only(self.database.execute(_PLACE, (row,)))
        try:
            return read_version(self.archive / "bulletins" / site / name, offset)
        except (ArchiveUnread, TypeError) as error:
            if isinstance(error.__cause__, OSError):  # the disk is to blame, not the database
                raise error.__cause__ from error
            raise _StaleIndex(f"it leads to no version: {error}") from error

    def _fault(self, error: Exception) -> SearchFault:
        self._damaged = isinstance(error, _StaleIndex) or is_damage(error)
        return SearchFault(self.path, error)

    def close(self) -> None:
        """Close the database; delete it if it is damaged, so that the next search rebuilds it."""
        self.database.close()
        if self._damaged:
            with suppress(OSError), limited_lock(self.path, HOLDER):
                if self.path.stat().st_ino == self._inode:  # else another search has rebuilt it
                    _delete(self.path)


def _delete(path: Path) -> None:
    """Delete the files of the database; the caller holds its lock."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class _StaleIndex(Exception):
    """The database was made from segments other than the published ones, or has lost rows."""


def _only(rows: sqlite3.Cursor) -> tuple[Any, ...]:
    """Return the row of a query that has one; raise ``_StaleIndex`` if it has none."""
    row: tuple[Any, ...] | None = rows.fetchone()
    if row is None:
        raise _StaleIndex("a row is missing")
    return row


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database at ``path`` and make its tables if it is new. Raises ``_StaleIndex``."""
    with ExitStack() as stack:
        database = stack.enter_context(closing(sqlite3.connect(path, timeout=60)))
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            if version or database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise _StaleIndex
            database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        # The database is derived: if a power cut damages it, it is rebuilt. So it need not be synced.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -65536")  # 64 MiB
        stack.pop_all()
    return database
