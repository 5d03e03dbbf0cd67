"""Compare the index with what it is derived from: derive it again in another database and count the differences."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import MetaData, create_engine, func, select, text, union

from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.faults import FaultTranslator, index_fault
from bulletin_spider.archive.index.tables import (
    INDEX_VERSION,
    METADATA,
    NOT_DERIVED,
    RUNS,
    SEGMENTS,
    STAMPS,
    connect_readonly,
    open_database,
)
from bulletin_spider.archive.run_records import Position, read_run_records
from bulletin_spider.exceptions import IndexFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from bulletin_spider.archive.layout import Layout

_ARCHIVED = MetaData(schema="archived")
_TABLES = {
    table.name: (table, table.to_metadata(_ARCHIVED))
    for table in METADATA.sorted_tables
    if table not in NOT_DERIVED
}
_SCHEMA = """SELECT entry.type, entry.name, entry.tbl_name, field.name, field.type, field."notnull", field.pk
    FROM sqlite_master AS entry LEFT JOIN pragma_table_xinfo(entry.name) AS field
    WHERE entry.name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"""
"""The tables of statistics are left out: SQLite makes them when a person analyses the database."""
_SOUND = "ok"
"""SQLite's own answer to an integrity check."""


class Comparison(NamedTuple):
    """How the index and what it is derived from differ, for one site."""

    other_version: int | None = None
    """The version of the index if it is not today's: then nothing else is compared."""
    unread: int = 0
    """Segments that the index has not read."""
    differing: dict[str, int] = {}
    """Table → how many of its rows differ; only tables that differ."""
    changed: bool = False
    """Whether a run has changed the index during the comparison."""
    lost_record: dict[str, Any] | None = None
    """The oldest run record that the index has read and that the file does not have any more."""
    stamp: str = ""
    """The stamp of the site's directories; empty if there is none."""


def compare_index(layout: Layout, site: str) -> Comparison:
    """Compare the site's part of the index with a new one; raise ``IndexFault`` if the index cannot be read."""
    with _connection(layout) as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version != INDEX_VERSION:
            return Comparison(other_version=version)
        stamp = connection.scalar(select(STAMPS.c.stamp).where(STAMPS.c.site == site)) or ""
    read_up_to = _read_up_to(layout, site)
    segments, seen = layout.segments(site), _segments_read(layout, site)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "index.sqlite"
        engine = open_database(copy, FaultTranslator(index_fault(copy)))
        try:
            records = (
                pair for pair in read_run_records(layout, site) if read_up_to and pair[1] <= read_up_to
            )
            derive(engine, site, [segment for segment in segments if segment.name in seen], records)
        finally:
            engine.dispose()
        differing = _differing_rows(copy, layout, site)
        lost = _lost_record(copy, layout, site) if RUNS.name in differing else None
    return Comparison(
        unread=sum(segment.name not in seen for segment in segments),
        differing=differing,
        changed=bool(differing)
        and (seen, read_up_to) != (_segments_read(layout, site), _read_up_to(layout, site)),
        lost_record=lost,
        stamp=stamp,
    )


def index_damage(layout: Layout) -> str:
    """Return what is wrong with the database as a whole; empty if nothing is.

    A table may hold rows that an index of the table has lost, and only SQLite's own check finds that.
    """
    with _connection(layout) as connection:
        answer = str(connection.scalar(text("PRAGMA integrity_check(1)")))
        if answer != _SOUND:
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
    """Return every column of every table and index, and every other entry of the database."""
    return {tuple(map(str, row)) for row in connection.execute(text(_SCHEMA))}


def indexed_sites(layout: Layout) -> set[str]:
    """Return the sites that the index names; an empty set if it cannot be read."""
    try:
        with _connection(layout) as connection:
            tables = METADATA.sorted_tables
            return set(connection.scalars(union(*(select(table.c.site) for table in tables))))
    except IndexFault:
        return set()


def _segments_read(layout: Layout, site: str) -> set[str]:
    with _connection(layout) as connection:
        return set(connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == site)))


def _read_up_to(layout: Layout, site: str) -> Position | None:
    """Return the place after the last run record that the index has read."""
    newest = (
        select(RUNS.c.file, RUNS.c.offset).where(RUNS.c.site == site).order_by(RUNS.c.run.desc()).limit(1)
    )
    with _connection(layout) as connection:
        row = connection.execute(newest).first()
    return Position(*row) if row else None


def _lost_record(copy: Path, layout: Layout, site: str) -> dict[str, Any] | None:
    derived, archived = _TABLES[RUNS.name]
    ours = select(derived.c.run).where(derived.c.site == site)
    lost = select(archived.c.record).where(archived.c.site == site, archived.c.run.not_in(ours))
    with _connection(layout, copy.resolve().as_uri()) as connection:
        connection.execute(text("ATTACH DATABASE :uri AS archived"), {"uri": layout.index_uri})
        record = connection.scalar(lost.order_by(archived.c.run).limit(1))
    return record if isinstance(record, dict) else None


def _differing_rows(copy: Path, layout: Layout, site: str) -> dict[str, int]:
    with _connection(layout, copy.resolve().as_uri()) as connection:
        connection.execute(text("ATTACH DATABASE :uri AS archived"), {"uri": layout.index_uri})
        counts = {name: _count_differing(connection, name, site) for name in _TABLES}
    return {name: count for name, count in counts.items() if count}


def _count_differing(connection: Connection, name: str, site: str) -> int:
    """Return the number of rows of a table that only one of the databases has."""
    derived, archived = (select(table).where(table.c.site == site) for table in _TABLES[name])
    missing = connection.scalar(select(func.count()).select_from(derived.except_(archived).subquery())) or 0
    surplus = connection.scalar(select(func.count()).select_from(archived.except_(derived).subquery())) or 0
    return max(missing, surplus)


@contextmanager
def _connection(layout: Layout, uri: str = "") -> Iterator[Connection]:
    """Connect to the index, or to another database whose faults are faults of the index."""
    engine = connect_readonly(uri or layout.index_uri, FaultTranslator(index_fault(layout.index)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
