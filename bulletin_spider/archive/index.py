"""What is known, in SQLite: derived from the segments and the run records, and rebuilt from them when lost."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, OperationalError

from bulletin_spider.archive.runs import read_runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)

INDEX_VERSION = 1
_metadata = MetaData()
_segments = Table(
    "segments",
    _metadata,
    Column("site", String, primary_key=True),
    Column("name", String, primary_key=True),
)
_bulletins = Table(
    "bulletins",
    _metadata,
    Column("site", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
)
_runs = Table(
    "runs",
    _metadata,
    Column("site", String, primary_key=True),
    Column("run", String, primary_key=True),
    Column("offset", Integer, nullable=False),
    Column("record", JSON, nullable=False),
)
_channels = Table(
    "channels",
    _metadata,
    Column("site", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("closed", String, nullable=False),
)


class Known(NamedTuple):
    """What the archive has of a bulletin: the run that first published it, and its latest version."""

    run: str
    revision: int
    fingerprint: str


class Index:
    """The archive's memory for one site. Every answer is as of the last :meth:`catch_up`."""

    def __init__(self, layout: Layout, site: str, engine: Engine) -> None:
        self.layout = layout
        self.site = site
        self.engine = engine

    @classmethod
    def open(cls, layout: Layout, site: str) -> Self:
        """Open the database, made anew if it is missing, damaged or of another version, and catch up."""
        layout.root.mkdir(parents=True, exist_ok=True)
        try:
            index = cls(layout, site, _engine(layout.index))
            index.catch_up()
        except OperationalError:
            raise
        except DatabaseError as error:
            logger.warning("index %s is damaged (%s): rebuilt from the segments", layout.index, error.orig)
            for suffix in ("", "-wal", "-shm"):
                layout.index.with_name(layout.index.name + suffix).unlink(missing_ok=True)
            index = cls(layout, site, _engine(layout.index))
            index.catch_up()
        return index

    def catch_up(self) -> None:
        """Read the segments and run records that have appeared since the last time, each in one transaction."""
        with self.engine.connect() as connection:
            seen = connection.scalar(select(func.max(_segments.c.name)).where(_segments.c.site == self.site))
            at = connection.scalar(select(func.max(_runs.c.offset)).where(_runs.c.site == self.site))
        for segment in self.layout.segments(self.site):
            if segment.name > (seen or ""):
                with self.engine.begin() as connection:
                    self._add_segment(connection, segment)
        with self.engine.begin() as connection:
            for record, offset in read_runs(self.layout.runs(self.site), at or 0):
                self._add_run(connection, record, offset)

    def known(self, identities: Iterable[str]) -> dict[str, Known]:
        """Return what is known of the bulletins named; those never published are left out."""
        columns = (_bulletins.c.id, _bulletins.c.run, _bulletins.c.revision, _bulletins.c.fingerprint)
        chosen = _bulletins.c.id.in_(list(identities))
        with self.engine.connect() as connection:
            rows = connection.execute(select(*columns).where(_bulletins.c.site == self.site, chosen))
            return {row.id: Known(row.run, row.revision, row.fingerprint) for row in rows}

    def closed(self) -> dict[str, str]:
        """Return for each channel the last run that walked it without a gap."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(_channels).where(_channels.c.site == self.site))
            return {row.channel: row.closed for row in rows}

    def last_run(self) -> str | None:
        """Return the name of the newest run there is a trace of."""
        with self.engine.connect() as connection:
            segment = connection.scalar(
                select(func.max(_segments.c.name)).where(_segments.c.site == self.site)
            )
            run = connection.scalar(select(func.max(_runs.c.run)).where(_runs.c.site == self.site))
        return max(filter(None, ((segment or "").partition("-")[0], run)), default=None)

    def last_record(self) -> dict[str, Any]:
        """Return the record of the newest run that left one; empty before the first."""
        newest = select(_runs.c.record).where(_runs.c.site == self.site).order_by(_runs.c.run.desc()).limit(1)
        with self.engine.connect() as connection:
            return connection.scalar(newest) or {}

    def close(self) -> None:
        """Release the database."""
        self.engine.dispose()

    def _add_segment(self, connection: Connection, segment: Path) -> None:
        run = segment.name.partition("-")[0]
        with segment.open(encoding="utf-8") as lines:
            versions = [json.loads(line) for line in lines]
        rows = [
            {"site": self.site, "run": run}
            | {name: version[name] for name in ("id", "revision", "fingerprint")}
            for version in versions
        ]
        statement = insert(_bulletins)
        latest = {name: statement.excluded[name] for name in ("revision", "fingerprint")}
        if rows:
            connection.execute(statement.on_conflict_do_update(["site", "id"], set_=latest), rows)
        connection.execute(insert(_segments), {"site": self.site, "name": segment.name})

    def _add_run(self, connection: Connection, record: dict[str, Any], offset: int) -> None:
        row = {"site": self.site, "run": record["run"], "offset": offset, "record": record}
        connection.execute(insert(_runs).on_conflict_do_nothing(), row)
        statement = insert(_channels)
        statement = statement.on_conflict_do_update(
            ["site", "channel"], set_={"closed": statement.excluded.closed}
        )
        for channel, account in record["channels"].items():
            if account["closed"]:
                row = {"site": self.site, "channel": channel, "closed": record["run"]}
                connection.execute(statement, row)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:  # noqa: ANN401 - DBAPI objects
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    with engine.begin() as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version not in {0, INDEX_VERSION}:
            _metadata.drop_all(connection)
        _metadata.create_all(connection)
        connection.execute(text(f"PRAGMA user_version={INDEX_VERSION}"))
    return engine
