"""Define the tables of the index, and open its file."""

from __future__ import annotations

import sqlite3
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    create_engine,
    event,
    literal_column,
    text,
)
from sqlalchemy import Index as SchemaIndex
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from bulletin_spider.archive.index.faults import FaultTranslator

INDEX_VERSION = 11
METADATA = MetaData()
SEGMENTS = Table(
    "segments",
    METADATA,
    Column("site", String, primary_key=True),
    Column("name", String, primary_key=True),
)
STAMPS = Table(
    "stamps",
    METADATA,
    Column("site", String, primary_key=True),
    Column("stamp", String, nullable=False),
)
"""``Layout.stamp`` of the site's directories after the last clean run."""
BULLETINS = Table(
    "bulletins",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("date", String, nullable=False),
    Column("run", String, nullable=False),
    Column("segment", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("change", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("capture", JSON),
    Column("visited", Integer, nullable=False),
    Column("missing", Integer, nullable=False, default=0),
    Column("missing_since", Integer),
    Column("moved_to", String),
    Column("words", String),
    Column("absent", JSON),
    SchemaIndex("bulletins_by_words", "site", "words"),
    SchemaIndex("bulletins_by_date", "site", "date", "visited", "id"),
    SchemaIndex("bulletins_by_channel", "site", "channel", "date"),
)
"""A bulletin's latest version: the line at ``offset`` of ``segment``; ``run`` found the bulletin first.

``capture`` is the newest response that held the article, and ``absent`` the newest one that lacked it. ``visited`` is
the time of the last visit, and ``missing_since`` the time of the first of the ``missing`` visits in a row that did not
find it, both in seconds since 1970. ``words`` is a digest of title, day and paragraphs; null without paragraphs.
"""
SUSPECTED = and_(
    BULLETINS.c.missing > literal_column("0"),
    BULLETINS.c.change != literal_column(f"'{Change.WITHDRAWN}'"),
)
"""Bulletins that the last revisit missed and that are not withdrawn; constants, as in the partial index for it."""
SchemaIndex(
    "bulletins_missing",
    BULLETINS.c.site,
    BULLETINS.c.missing,
    sqlite_where=SUSPECTED,
)
ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("digest", String),
    Column("run", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("checks", Integer, nullable=False, default=0),
    SchemaIndex("attachments_by_state", "site", "state", "checks", "run"),
    SchemaIndex("attachments_by_url", "site", "url"),
)
"""The attachments of each bulletin's latest version. ``run`` published this state and digest first.

``attempts`` is how many runs have asked for an owed file without success, and ``checks`` how often a kept one was
asked for again.
"""
ADDRESSES = Table(
    "addresses",
    METADATA,
    Column("site", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("id", String, nullable=False),
)
"""``address`` is the id that the new address of a moved bulletin would have, ``id`` that of the bulletin."""
SHOWN = Table(
    "shown",
    METADATA,
    Column("site", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("date", String),
    Column("checksum", Integer, nullable=False),
)
"""What the row of a bulletin showed last. ``date`` is null if the row does not show a whole day.

Nothing in the archive says it again, so ``checksum`` is what ``verify`` compares it with: see :func:`shown_checksum`.
"""
NOT_DERIVED = (STAMPS, SHOWN)
"""Tables that hold what the last runs saw; a rebuilt index has them empty."""
VERSIONS = Table(
    "versions",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("segment", String, nullable=False),
    Column("offset", Integer, nullable=False),
    sqlite_with_rowid=False,
)
LAST_RECORD = Table(
    "last_record",
    METADATA,
    Column("site", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("file", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("record", JSON, nullable=False),
)
"""The last run record that was read; its line ends at ``offset`` of ``file``. It is the ``number``-th of the site."""
TOTALS = Table(
    "totals",
    METADATA,
    Column("site", String, primary_key=True),
    Column("bulletins", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("given_up", JSON, nullable=False),
    Column("past", JSON, nullable=False),
)
"""What ``bulletin status`` shows of a site: counts, and of the past what ``totals.Past`` holds."""
HOSTS = Table(
    "hosts",
    METADATA,
    Column("site", String, primary_key=True),
    Column("host", String, primary_key=True),
)
"""The hosts of all addresses that bulletins had."""
CHANNELS = Table(
    "channels",
    METADATA,
    Column("site", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("closed", String, nullable=False),
)
ALSO_SHOWN = Table(
    "also",
    METADATA,
    Column("site", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("id", String, primary_key=True),
)
"""Bulletins that a closed walk of ``channel`` has shown, and that were first found in another channel."""
SETTLED = Table(
    "settled",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("word", String, nullable=False),
)
"""Ids that no run requests again; ``word`` is the reason."""


def shown_checksum(channel: str, identity: str, title: str, date: str | None) -> int:
    """Return the CRC-32 of a row of ``SHOWN``; values of wrong types, which a damaged database holds, have one too."""
    return zlib.crc32(repr((channel, identity, title, date)).encode())


def open_database(path: Path, translator: FaultTranslator) -> Engine:
    """Open the database at ``path``; replace its tables if they are of another version or incomplete."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": 60},
        json_deserializer=translator.load_json,
    )
    event.listen(engine, "handle_error", translator.handle_error, retval=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    try:
        _make_tables(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        names = text("SELECT name FROM sqlite_master WHERE type = 'table'")
        missing = METADATA.tables.keys() - {*connection.scalars(names)}
        if version == INDEX_VERSION and not missing:
            return
        if version:
            others = MetaData()
            others.reflect(connection)
            others.drop_all(connection)
        for statement in _definitions():
            connection.exec_driver_sql(statement)
        connection.execute(text(f"PRAGMA user_version={INDEX_VERSION}"))


@cache
def _definitions() -> tuple[str, ...]:
    """Return the statements that make tables and indexes; one process may make the databases of many sites."""
    tables, dialect = METADATA.sorted_tables, SQLiteDialect_pysqlite()
    made: list[ExecutableDDLElement] = [CreateTable(table) for table in tables]
    made += [CreateIndex(one) for table in tables for one in table.indexes]
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)


def connect_readonly(uri: str, translator: FaultTranslator) -> Engine:
    """Return an engine for a SQLite URI such as ``Layout.index_uri``; it makes no table."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True),
        poolclass=NullPool,
        json_deserializer=translator.load_json,
    )
    event.listen(engine, "handle_error", translator.handle_error, retval=True)
    return engine
