"""What is known, in SQLite: derived from the segments and the run records, and rebuilt from them when lost."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, OperationalError

from bulletin_spider.archive.database import BULLETINS, CHANNELS, RUNS, SEGMENTS, open_database
from bulletin_spider.archive.runs import read_runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


_AT_ONCE = 1000
"""SQLite bounds the values of one statement; a listing page bounds nothing."""


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
            index = cls(layout, site, open_database(layout.index))
            index.catch_up()
        except OperationalError:
            raise
        except DatabaseError as error:
            logger.warning("index %s is damaged (%s): rebuilt from the segments", layout.index, error.orig)
            for suffix in ("", "-wal", "-shm"):
                layout.index.with_name(layout.index.name + suffix).unlink(missing_ok=True)
            index = cls(layout, site, open_database(layout.index))
            index.catch_up()
        return index

    def catch_up(self) -> None:
        """Read the segments and run records that have appeared since the last time, each in one transaction."""
        with self.engine.connect() as connection:
            seen = connection.scalar(select(func.max(SEGMENTS.c.name)).where(SEGMENTS.c.site == self.site))
            at = connection.scalar(select(func.max(RUNS.c.offset)).where(RUNS.c.site == self.site))
        for segment in self.layout.segments(self.site):
            if segment.name > (seen or ""):
                with self.engine.begin() as connection:
                    self._add_segment(connection, segment)
        with self.engine.begin() as connection:
            for record, offset in read_runs(self.layout.runs(self.site), at or 0):
                self._add_run(connection, record, offset)

    def known(self, identities: Iterable[str]) -> dict[str, Known]:
        """Return what is known of the bulletins named; those never published are left out."""
        columns = (BULLETINS.c.id, BULLETINS.c.run, BULLETINS.c.revision, BULLETINS.c.fingerprint)
        asked = list(identities)
        found: dict[str, Known] = {}
        with self.engine.connect() as connection:
            for start in range(0, len(asked), _AT_ONCE):
                chosen = BULLETINS.c.id.in_(asked[start : start + _AT_ONCE])
                rows = connection.execute(select(*columns).where(BULLETINS.c.site == self.site, chosen))
                found |= {row.id: Known(row.run, row.revision, row.fingerprint) for row in rows}
        return found

    def closed(self) -> dict[str, str]:
        """Return for each channel the last run that walked it without a gap."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(CHANNELS).where(CHANNELS.c.site == self.site))
            return {row.channel: row.closed for row in rows}

    def last_run(self) -> str | None:
        """Return the name of the newest run there is a trace of."""
        with self.engine.connect() as connection:
            segment = connection.scalar(select(func.max(SEGMENTS.c.name)).where(SEGMENTS.c.site == self.site))
            run = connection.scalar(select(func.max(RUNS.c.run)).where(RUNS.c.site == self.site))
        return max(filter(None, ((segment or "").partition("-")[0], run)), default=None)

    def last_record(self) -> dict[str, Any]:
        """Return the record of the newest run that left one; empty before the first."""
        newest = select(RUNS.c.record).where(RUNS.c.site == self.site).order_by(RUNS.c.run.desc()).limit(1)
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
        statement = insert(BULLETINS)
        latest = {name: statement.excluded[name] for name in ("revision", "fingerprint")}
        if rows:
            connection.execute(statement.on_conflict_do_update(["site", "id"], set_=latest), rows)
        connection.execute(insert(SEGMENTS), {"site": self.site, "name": segment.name})

    def _add_run(self, connection: Connection, record: dict[str, Any], offset: int) -> None:
        row = {"site": self.site, "run": record["run"], "offset": offset, "record": record}
        connection.execute(insert(RUNS).on_conflict_do_nothing(), row)
        statement = insert(CHANNELS)
        statement = statement.on_conflict_do_update(
            ["site", "channel"], set_={"closed": statement.excluded.closed}
        )
        for channel, account in record["channels"].items():
            if account["closed"]:
                row = {"site": self.site, "channel": channel, "closed": record["run"]}
                connection.execute(statement, row)
