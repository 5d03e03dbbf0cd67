"""Compare the index with what it is derived from: derive it again in another database and count the differences."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import MetaData, create_engine, func, select, text

from bulletin_spider.archive.databases.derived import plain_definition, unfinished_write
from bulletin_spider.archive.index.damage import SOUND
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.databases.sqlite_file import connect_readonly, open_database
from bulletin_spider.archive.index.databases.version import INDEX_VERSION
from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.faults import FaultTranslator, index_fault
from bulletin_spider.archive.index.tables import (
    LAST_RECORD,
    METADATA,
    NOT_DERIVED,
    SEGMENTS,
    SHOWN,
    STAMPS,
    shown_checksum,
)
from bulletin_spider.archive.run_records import Position, read_run_records
from bulletin_spider.exceptions import ArchiveUnread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from bulletin_spider.archive.index.faults import MakeFault
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.exceptions import RunFault

_ARCHIVED = MetaData(schema="archived")
_TABLES = {
    table.name: (table, table.to_metadata(_ARCHIVED))
    for table in METADATA.sorted_tables
    if table not in NOT_DERIVED
}
_WITHOUT_ROWS = (STAMPS, SEGMENTS, LAST_RECORD, SHOWN)
"""What is read of an index without comparing its rows."""
_FOR_RUNS = [table.to_metadata(_ARCHIVED) for table in NOT_DERIVED]
_SCHEMA = """SELECT entry.type, entry.name, entry.tbl_name, field.name, field.type, field."notnull", field.pk, entry.sql
    FROM sqlite_master AS entry LEFT JOIN pragma_table_xinfo(entry.name) AS field
    WHERE entry.name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"""
"""The tables of statistics are left out: SQLite makes them when a person analyses the database."""


class Comparison(NamedTuple):
    """How the index and what it is derived from differ, for one site."""

    other_version: int | None = None
    """The version of the index if it is not today's: then nothing else is compared."""
    unread: int = 0
    """Segments that the index has not read."""
    differing: dict[str, int] = {}
    """Table → how many of its rows differ; only tables that differ."""
    spoiled: int = 0
    """Rows of what the last runs saw on listings that do not fit their checksums."""
    changed: bool = False
    """Whether a run has changed the index during the comparison."""
    lost_record: dict[str, Any] | None = None
    """The last run record that the index has read, if the files of run records do not have it any more."""
    lost: int = 0
    """How many run records fewer the files have than the index has read."""
    stamp: str = ""
    """The stamp of the site's directories; empty if there is none."""


def compare_index(layout: Layout, site: str, *, rows: bool = True) -> Comparison:
    """Compare the site's index with a new one; raise ``IndexFault`` or ``DatabaseFault`` if it cannot be read.

    Without ``rows`` no new one is made: no segment is read.
    Raises ``ArchiveUnread`` if that is so because a run was killed and nothing can be written here.
    """
    indexes = site_indexes(layout)
    with indexes.copied(site, METADATA.sorted_tables if rows else _WITHOUT_ROWS) as uri:
        index = _Compared(layout, site, uri)
        found = _compared(index, rows=rows)
    if found.differing:
        with indexes.copied(site, (SEGMENTS, LAST_RECORD)) as uri:
            return found._replace(changed=index.before != _Compared(layout, site, uri).read())
    return found


class _Compared:
    """The index of a site in a database of SQLite, which is the index itself or a copy of its rows."""

    def __init__(self, layout: Layout, site: str, uri: Callable[[], str]) -> None:
        self.layout, self.site, self.uri = layout, site, uri
        self.before = _Read(set(), None)

    @contextmanager
    def connection(self, uri: str = "") -> Iterator[Connection]:
        """Connect to the index, or to another database whose faults are faults of the index."""
        translator = FaultTranslator(_reading_fault(self.layout.index(self.site)))
        engine = connect_readonly(uri or self.uri(), translator)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def attached(self, copy: Path) -> Iterator[Connection]:
        """Connect to a derived database, with the index as ``archived``."""
        with self.connection(copy.resolve().as_uri()) as connection:
            connection.execute(text("ATTACH DATABASE :uri AS archived"), {"uri": self.uri()})
            yield connection

    def read(self) -> _Read:
        """Return what the index has read."""
        last = select(LAST_RECORD.c.file, LAST_RECORD.c.offset).where(LAST_RECORD.c.site == self.site)
        with self.connection() as connection:
            segments = connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == self.site))
            names, row = set(segments), connection.execute(last).first()
        return _Read(names, Position(*row) if row else None)


def _compared(index: _Compared, *, rows: bool) -> Comparison:
    layout, site = index.layout, index.site
    with index.connection() as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version != INDEX_VERSION:
            return Comparison(other_version=version)
        stamp = connection.scalar(select(STAMPS.c.stamp).where(STAMPS.c.site == site)) or ""
    before = index.before = index.read()
    segments, seen = layout.segments(site), before.segments
    unread = sum(segment.name not in seen for segment in segments)
    if not rows:
        return Comparison(unread=unread, spoiled=_count_spoiled(index), stamp=stamp)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "index.sqlite"
        engine = open_database(copy, FaultTranslator(index_fault(copy)))
        try:
            records = (
                pair for pair in read_run_records(layout, site) if before.end and pair[1] <= before.end
            )
            derive(
                engine.begin,
                site,
                [segment for segment in segments if segment.name in seen],
                records,
                keeps_nulls=site_indexes(layout).keeps_nulls,
            )
        finally:
            engine.dispose()
        differing = _differing_rows(copy, index)
        lost = _lost_record(copy, index) if LAST_RECORD.name in differing else (None, 0)
    return Comparison(
        unread=unread,
        differing=differing,
        spoiled=_count_spoiled(index),
        lost_record=lost[0],
        lost=lost[1],
        stamp=stamp,
    )


def index_damage(layout: Layout, site: str) -> str:
    """Return what is wrong with a site's file as a whole; empty if nothing is, or if the index is in no file.

    A table may hold rows that an index of the table has lost, and only SQLite's own check finds that. Raises as above.
    """
    index = _Compared(layout, site, lambda: layout.index_uri(site))
    with index.connection() as connection:
        answer = str(connection.scalar(text("PRAGMA integrity_check(1)")))
        if answer != SOUND:
            return " ".join(answer.split())
        if connection.scalar(text("PRAGMA user_version")) != INDEX_VERSION:
            return ""
        unlike = sorted(_schema(connection) ^ _right_schema())
    return f"its tables are not those of an index: {unlike[0][1]}" if unlike else ""


def _right_schema() -> set[tuple[Any, ...]]:
    engine = create_engine("sqlite://")
    try:
        METADATA.create_all(engine)
        with engine.connect() as connection:
            return _schema(connection)
    finally:
        engine.dispose()


def _schema(connection: Connection) -> set[tuple[Any, ...]]:
    """Return every column of every table and index with its definition, and every other entry of the database."""
    return {(*map(str, row), plain_definition(sql)) for *row, sql in connection.execute(text(_SCHEMA))}


class _Read(NamedTuple):
    """What the index has read: names of segments, and the place after the last run record."""

    segments: set[str]
    end: Position | None


def _count_spoiled(index: _Compared) -> int:
    fields = (SHOWN.c.channel, SHOWN.c.id, SHOWN.c.title, SHOWN.c.date, SHOWN.c.checksum)
    with index.connection() as connection:
        rows = connection.execution_options(stream_results=True).execute(select(*fields))
        return sum(shown_checksum(*values) != checksum for *values, checksum in rows)


def _lost_record(copy: Path, index: _Compared) -> tuple[dict[str, Any] | None, int]:
    """Return the last record of the index, and how many records were lost; None and 0 if that one is not lost."""
    ours, archived = _TABLES[LAST_RECORD.name]
    with index.attached(copy) as connection:
        kept = connection.execute(select(ours.c.run, ours.c.number)).first()
        last = connection.execute(select(archived).where(archived.c.site == index.site)).first()
    if last is None or not isinstance(last.record, dict) or (kept and kept.run == last.run):
        return None, 0
    return last.record, last.number - (kept.number if kept else 0)


def _differing_rows(copy: Path, index: _Compared) -> dict[str, int]:
    with index.attached(copy) as connection:
        counts = {name: _count_differing(connection, name) for name in _TABLES}
        for table in _FOR_RUNS:
            of_others = select(func.count()).select_from(table).where(table.c.site != index.site)
            counts[table.name] = connection.scalar(of_others) or 0
    return {name: count for name, count in counts.items() if count}


def _count_differing(connection: Connection, name: str) -> int:
    """Return the number of rows of a table that only one of the databases has."""
    derived, archived = (select(table) for table in _TABLES[name])
    missing = connection.scalar(select(func.count()).select_from(derived.except_(archived).subquery())) or 0
    surplus = connection.scalar(select(func.count()).select_from(archived.except_(derived).subquery())) or 0
    return max(missing, surplus)


def _reading_fault(path: Path) -> MakeFault:
    make_fault = index_fault(path)

    def fault_of_reading(error: BaseException) -> RunFault:
        cause = unfinished_write(path, error)
        return ArchiveUnread(cause) if cause else make_fault(error)

    return fault_of_reading
