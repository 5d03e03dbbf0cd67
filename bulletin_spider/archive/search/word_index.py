"""Keep ``search.sqlite``, the full-text index of every bulletin's latest wording.

The index is derived from the segments and can be deleted at any time. Of texts it stores only terms and the place of
each line, so that the segments stay the only truth. What lists are narrowed, sorted or counted by is kept beside the
places (:mod:`~bulletin_spider.archive.search.tables`). A row number begins with the bulletin's day: descending row
numbers are newest first, and a span of days is a range of row numbers. A single character is the beginning of a pair;
``prefix='1'`` keeps a list of its rows too, which would else be put together from all pairs that begin with it.
"""

from __future__ import annotations

import math
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.archived_sites import is_archive
from bulletin_spider.archive.atomic_files import local_file
from bulletin_spider.archive.databases.derived import readonly_uri, undo_unfinished_write
from bulletin_spider.archive.index.damage import SQLITE_ERRORS, is_damage, system_error
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.object_store.paths import in_store, read_ahead
from bulletin_spider.archive.search.documents import DAY_ROWS, index_terms, row_base
from bulletin_spider.archive.search.new_segments import look_for_segments
from bulletin_spider.archive.search.tables import SEARCH_DATABASE, TABLES, VERSION
from bulletin_spider.archive.search.tally import Tally, reporters_of
from bulletin_spider.archive.search.traits import PARTS, kinds_after, number_of, traits_of
from bulletin_spider.archive.segments.reader import epoch_seconds, read_version, read_versions
from bulletin_spider.exceptions import ArchiveFault, ArchiveUnread, DamagedSegment, SearchFault, TooBroad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bulletin_spider.archive.search.new_segments import Changes, ReadSite
    from bulletin_spider.reader import Segment

HOLDER = "another search"
"""For whom a search waits."""
READ_ONCE = "SELECT 1 FROM directories LIMIT 1"
"""A directory is noted when all segments of the archive were read for the first time."""
_INSTRUCTIONS = 20_000
"""Instructions of SQLite between two looks at the clock: about a millisecond."""
_TRANSACTION_ROWS = 20_000
"""Bulletins in one transaction. They are kept in memory, and a killed search reads them again."""
_SHORT_TRANSACTION_ROWS = 2_000
"""Bulletins in one transaction while others may read: a commit keeps them waiting for 0.6 s at most on a busy machine.
Transactions of 20,000, whose pages SQLite begins to write before the commit, kept them waiting for 7 to 33 s."""
_WRONG_FIELDS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a line raises that was damaged or written by another program: its JSON is sound, its fields are not."""
_NEW_PLACE = "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NEW_CHANGE = "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""A version that a damaged archive has twice is one change."""
_OLDER = "SELECT row, channel, kinds, traits, segment, offset FROM places WHERE id = ? AND site = ?"
_SEGMENT = "SELECT site, name, ? FROM segments WHERE number = ?"
_PLACE = "SELECT segments.site, name, offset FROM places JOIN segments ON number = segment WHERE row = ?"


def database_path(archive: Path, cache: Path | None = None) -> Path:
    """Return the search database: in the directory ``cache``, else in the archive, or on this machine for a store."""
    return (cache or local_file(archive)) / SEARCH_DATABASE


class WordIndex:
    """The search database of an archive. Every answer is as of the opening."""

    def __init__(self, archive: Path, database: sqlite3.Connection, cache: Path | None = None) -> None:
        self.archive = archive
        self.path = database_path(archive, cache)
        self.database = database
        self._inode = self.path.stat().st_ino if self.path.exists() else 0
        self._damaged = False
        self._tally = Tally(database)
        self._seconds = self._until = math.inf

    @classmethod
    def open(
        cls,
        archive: Path,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        cache: Path | None = None,
    ) -> Self:
        """Open the database and read what has been published since the last time; rebuild it if it is stale or damaged.

        It is in the directory ``cache``, by default in the archive.
        ``progress`` gets the number of new segments that have been read, and of all new segments. Raises
        ``FileNotFoundError`` if there is no archive, ``ArchiveFault`` if the database cannot be written,
        ``DamagedSegment``.
        """
        if not is_archive(archive):
            raise FileNotFoundError(f"{archive} is not an archive: it has no directory 'bulletins'")
        path = database_path(archive, cache)
        try:
            with limited_lock(path, HOLDER):
                try:
                    return cls._open_and_catch_up(archive, progress, cache)
                except (*SQLITE_ERRORS, _StaleIndex) as error:
                    if not isinstance(error, _StaleIndex) and not is_damage(error):
                        raise
                    _delete(path)
                    return cls._open_and_catch_up(archive, progress, cache)
        except (OSError, *SQLITE_ERRORS) as error:
            fault = error if isinstance(error, OSError) else system_error(path.parent, error)
            raise ArchiveFault(archive if in_store(archive) else path.parent, fault) from error

    @classmethod
    def _open_and_catch_up(
        cls, archive: Path, progress: Callable[[int, int], None], cache: Path | None
    ) -> Self:
        index = cls(archive, open_database(database_path(archive, cache)), cache)
        try:
            changes = index._changes()
            index.read(changes.fresh, progress)
            index._note(changes.read)
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def open_readonly(cls, archive: Path, cache: Path | None = None) -> tuple[Self, int] | None:
        """Open the database read-only; return it and the number of unread segments, None if it cannot be used.

        The connection may go from one thread to another, but serves one at a time.
        """
        uri = readonly_uri(database_path(archive, cache))
        with suppress(*SQLITE_ERRORS, _StaleIndex), ExitStack() as opened:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            index = cls(archive, opened.enter_context(closing(connection)), cache)
            if index.database.execute("PRAGMA user_version").fetchone() == (VERSION,):
                unread = len(index._changes().fresh)
                opened.pop_all()
                return index, unread
        return None

    def _changes(self) -> Changes:
        """Return the segments that the index has not read; look only where a directory has changed.

        Raises ``_StaleIndex`` if a segment that was read is gone, or if an older segment has appeared.
        """
        known = dict(self.database.execute("SELECT site, changed FROM directories"))
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
            self.database.executemany("INSERT OR REPLACE INTO directories VALUES (?, ?)", read)
            self.database.commit()

    def read(
        self, fresh: list[Segment], progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> None:
        """Add segments in the order in which they are given."""
        rows, most = 0, self._rows_of_a_transaction()
        ahead = read_ahead(segment.path for segment in fresh)
        for done, (segment, path) in enumerate(zip(fresh, ahead, strict=True), 1):
            rows += self._add(segment._replace(path=path))
            if rows >= most:
                self._commit()
                progress(done, len(fresh))
                rows = 0
        self._commit()

    def _rows_of_a_transaction(self) -> int:
        """Return how many bulletins go into a transaction; from then on, only commits keep readers waiting.

        Nobody reads a database that is being made. Write-ahead logging would keep nobody waiting, but its readers must
        write files beside the database, and share memory: a user who may not write could not read it, nor one over NFS.
        """
        if not any(self.database.execute(READ_ONCE)):
            return _TRANSACTION_ROWS
        self.database.execute("PRAGMA cache_spill = OFF")
        return _SHORT_TRANSACTION_ROWS

    def _commit(self) -> None:
        self._tally.write()
        self.database.commit()

    def _add(self, segment: Segment) -> int:
        database = self.database
        added = database.execute(
            "INSERT INTO segments (site, name) VALUES (?, ?)", (segment.site, segment.name)
        )
        number = added.lastrowid or 0
        serial = _only(database.execute("SELECT last FROM serial"))[0]
        places: list[tuple[Any, ...]] = []
        terms: list[tuple[Any, ...]] = []
        for offset, version in read_versions(segment.path, "site", "title"):
            serial += 1
            try:
                if version["revision"] > 1:
                    self._insert(places, terms)
                    places, terms = [], []
                place, text = self._rows_of(version, serial, (number, offset))
            except _WRONG_FIELDS as error:
                raise DamagedSegment(_wrong_line(segment.path, offset, error)) from error
            places.append(place)
            terms.append(text)
        self._insert(places, terms)
        database.execute("UPDATE serial SET last = ?", (serial,))
        return len(terms)

    def _rows_of(
        self, version: dict[str, Any], serial: int, line: tuple[int, int]
    ) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Count a version, and return its row of places and its row of words; ``line`` is its segment and offset."""
        kinds, traits = 0, traits_of(version)
        site = self._tally.site(version["site"])
        channel = self._tally.channel(site, version["channel"])
        moment = epoch_seconds(version["fetched_at"])
        if version["revision"] > 1:
            kinds = self._replace(version, (site, channel, *line, moment))
        base = row_base(version["date"])
        change, reporters = version["change"], reporters_of(version)
        self._tally.count_bulletin(change, reporters, (site, channel, base // DAY_ROWS))
        names = "\n".join(reporters) or None
        place = (base + serial, site, version["id"], *line, channel, change, moment, kinds, traits, names)
        return place, (base + serial, *index_terms(version, kinds, traits))

    def _insert(self, places: list[tuple[Any, ...]], terms: list[tuple[Any, ...]]) -> None:
        self.database.executemany(_NEW_PLACE, places)
        self.database.executemany("INSERT INTO words (rowid, title, body, facets) VALUES (?, ?, ?, ?)", terms)

    def _replace(self, version: dict[str, Any], place: tuple[int, int, int, int, int]) -> int:
        """Remove the older wording and note the change; return the kinds of all changes of the bulletin."""
        # Most calls find no change, and start faster without it.
        from bulletin_spider.comparison import kinds_of_change, size_of_change  # noqa: PLC0415

        site, channel, number, offset, moment = place
        found = self.database.execute(_OLDER, (version["id"], site)).fetchone()
        kinds, parts, size, before = 0, 0, 0, (None, None)
        if found:
            row, channel_before, kinds, traits, *before = found
            older = self._version_at(row)
            self._remove(row, older, kinds, traits)
            place_before = (site, channel_before, row // DAY_ROWS)
            self._tally.count_bulletin(older["change"], reporters_of(older), place_before, -1)
            parts = number_of(kinds_of_change(older, version), PARTS)
            size = size_of_change(older, version)
        change = version["change"]
        self._tally.count_change(change, channel, moment)
        identity = (change, moment, site, version["id"], version["revision"])
        self.database.execute(_NEW_CHANGE, (*identity, parts, size, channel, number, offset, *before))
        return kinds_after(kinds, change, parts)

    def _remove(self, row: int, older: dict[str, Any], kinds: int, traits: int) -> None:
        """Remove a row; FTS5 needs every term of it to delete it."""
        self.database.execute(
            "INSERT INTO words (words, rowid, title, body, facets) VALUES ('delete', ?, ?, ?, ?)",
            (row, *index_terms(older, kinds, traits)),
        )
        self.database.execute("DELETE FROM places WHERE row = ?", (row,))

    def rows(self, statement: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query.

        Raises ``SearchFault`` if the database is damaged, ``ArchiveUnread`` if it cannot be read now, and ``TooBroad``
        if the query takes longer than the limit.
        """
        self._until = time.monotonic() + self._seconds
        try:
            # `yield from` would close the cursor when a reader stops early, and fail if the database is closed by then.
            for row in self.database.execute(statement, values):  # noqa: UP028
                yield row
        except SQLITE_ERRORS as error:
            raise self._fault(error) from error

    def read_version(self, row: int) -> dict[str, Any]:
        """Return the published version of a row; raise ``SearchFault`` if the database is damaged."""
        try:
            return self._version_at(row)
        except (*SQLITE_ERRORS, _StaleIndex) as error:
            raise self._fault(error) from error

    def version_in(self, segment: int, offset: int) -> dict[str, Any]:
        """Return the published version at an offset of the segment of a number; raise ``SearchFault`` as above."""
        try:
            return self._version_in(*_only(self.database.execute(_SEGMENT, (offset, segment))))
        except (*SQLITE_ERRORS, _StaleIndex) as error:
            raise self._fault(error) from error

    def _version_at(self, row: int) -> dict[str, Any]:
        """Return the version of a row; raise ``_StaleIndex`` if the database does not say where it is."""
        return self._version_in(*_only(self.database.execute(_PLACE, (row,))))

    def _version_in(self, site: str, name: str, offset: int) -> dict[str, Any]:
        try:
            return read_version(self.archive / "bulletins" / site / name, offset)
        except (ArchiveUnread, TypeError) as error:
            if isinstance(error.__cause__, OSError):  # the disk is to blame, not the database
                raise error.__cause__ from error
            raise _StaleIndex(f"it leads to no version: {error}") from error

    def begin_reading(self) -> None:
        """Let all queries until :meth:`end_reading` see one state: what is added meanwhile does not fit between them.

        Whoever adds waits until then, so it must be soon. Raises ``SearchFault`` and ``ArchiveUnread`` as above.
        """
        self._until = math.inf  # to wait for a commit takes no time of a query
        undo_unfinished_write(self.path)  # of a search that was killed since this one was opened
        try:
            self.database.execute("BEGIN")
            _only(self.database.execute("SELECT last FROM serial"))
        except (*SQLITE_ERRORS, _StaleIndex) as error:
            self.end_reading()
            raise self._fault(error) from error

    def end_reading(self) -> None:
        """End what :meth:`begin_reading` began."""
        with suppress(*SQLITE_ERRORS):  # an error may have ended it
            self.database.execute("ROLLBACK")

    def limit(self, seconds: float) -> None:
        """Stop each query after so many seconds."""
        self._seconds = seconds
        self.database.set_progress_handler(lambda: time.monotonic() > self._until, _INSTRUCTIONS)

    def is_replaced(self) -> bool:
        """Whether the database was made again since it was opened, or must be: then this one is read no more."""
        try:
            return self._damaged or self.path.stat().st_ino != self._inode
        except OSError:
            return True

    def _fault(self, error: Exception) -> SearchFault | ArchiveUnread | TooBroad:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            return TooBroad(self._seconds)
        self._damaged = self._damaged or isinstance(error, _StaleIndex) or is_damage(error)
        if self._damaged:
            return SearchFault(self.path, error)
        return ArchiveUnread(f"{self.path} cannot be read now ({error}): try again")

    def close(self) -> None:
        """Close the database; delete it if it is damaged, so that the next search rebuilds it."""
        self.database.close()
        if self._damaged:
            with suppress(OSError), limited_lock(self.path, HOLDER):
                if self.path.stat().st_ino == self._inode:  # else another search has rebuilt it
                    _delete(self.path)


def _wrong_line(segment: Path, offset: int, error: Exception) -> str:
    reason = f"lacks {error}" if isinstance(error, KeyError) else str(error)
    return (
        f"{segment}: the line at byte {offset} is no bulletin ({reason}): restore the file, or move it away"
    )


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
            database.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        # The database is derived: if a power cut damages it, it is rebuilt. So it need not be synced.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -65536")  # 64 MiB
        stack.pop_all()
    return database
