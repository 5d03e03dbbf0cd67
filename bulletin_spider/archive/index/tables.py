"""Define the tables of the index, and open its file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy import Index as SchemaIndex
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from bulletin_spider.archive.index.faults import FaultTranslator

INDEX_VERSION = 7
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
    SchemaIndex("bulletins_by_words", "site", "words"),
    SchemaIndex("bulletins_by_date", "site", "date"),
    SchemaIndex("bulletins_missing", "site", "missing"),
)
"""A bulletin's latest version: the line at ``offset`` of ``segment``; ``run`` found the bulletin first.

``capture`` is the newest response that held the article. ``visited`` is the time of the last visit, and
``missing_since`` the time of the first of the ``missing`` visits in a row that did not find it, both in seconds since
1970. ``words`` is a digest of title, day and paragraphs; null without paragraphs.
"""
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
    SchemaIndex("attachments_by_state", "site", "state", "run"),
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
)
"""What the row of a bulletin showed last. ``date`` is null if the row does not show a whole day."""
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
)
RUNS = Table(
    "runs",
    METADATA,
    Column("site", String, primary_key=True),
    Column("run", String, primary_key=True),
    Column("file", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("record", JSON, nullable=False),
)
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
        missing = METADATA.tables.keys() - {*inspect(connection).get_table_names()}
        if version and (version != INDEX_VERSION or missing):
            METADATA.drop_all(connection)
        METADATA.create_all(connection)
        connection.execute(text(f"PRAGMA user_version={INDEX_VERSION}"))


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
