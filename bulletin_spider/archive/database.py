"""The index's tables, and how its file is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, create_engine, event, text

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

INDEX_VERSION = 2
METADATA = MetaData()
SEGMENTS = Table(
    "segments",
    METADATA,
    Column("site", String, primary_key=True),
    Column("name", String, primary_key=True),
)
BULLETINS = Table(
    "bulletins",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("run", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
)
RUNS = Table(
    "runs",
    METADATA,
    Column("site", String, primary_key=True),
    Column("run", String, primary_key=True),
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
ALSO = Table(
    "also",
    METADATA,
    Column("site", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("id", String, primary_key=True),
)
SETTLED = Table(
    "settled",
    METADATA,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("word", String, nullable=False),
)


def open_database(path: Path) -> Engine:
    """Return the database at ``path`` with its tables, those of another version made anew."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    with engine.begin() as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version not in {0, INDEX_VERSION}:
            METADATA.drop_all(connection)
        METADATA.create_all(connection)
        connection.execute(text(f"PRAGMA user_version={INDEX_VERSION}"))
    return engine
