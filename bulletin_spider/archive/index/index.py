"""What is known, in SQLite: derived from the segments and the run records, and rebuilt from them when lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import event, func, select
from sqlalchemy.exc import DatabaseError

from bulletin_spider.archive.index.catch_up import CatchingUp
from bulletin_spider.archive.index.damage import is_damage, opening, remove, unlink
from bulletin_spider.archive.index.queries import GIVEN_UP, KNOWN, SHOWN, Known
from bulletin_spider.archive.index.revisit_schedule import (
    due_statement,
    everything_statement,
    missing_statement,
)
from bulletin_spider.archive.index.tables import (
    BULLETINS,
    CHANNELS,
    RUNS,
    SEGMENTS,
    open_database,
)
from bulletin_spider.archive.segments.reader import read_line
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine, ExceptionContext, Row, Select

    from bulletin_spider.archive.index.revisit_schedule import Schedule
    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


_AT_ONCE = 1000
"""SQLite bounds the values of one statement; a listing page bounds nothing."""


class Index:
    """The archive's memory for one site. Every answer is as of the last :meth:`catch_up`."""

    def __init__(self, layout: Layout, site: str, engine: Engine) -> None:
        self.layout = layout
        self.site = site
        self.engine = engine
        self.reader = CatchingUp(engine, layout, site)
        self.damaged = False
        """Whether damage has shown itself since the opening, which looks at few of the pages."""
        event.listen(engine, "handle_error", self._note_damage)
        # Autocommit: a connection that is kept must not keep an old view of the database.
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._inode = layout.index.stat().st_ino

    @classmethod
    def open(cls, layout: Layout, site: str) -> Self:
        """Open the database, made anew if it is missing, damaged or of another version, and catch up."""
        layout.root.mkdir(parents=True, exist_ok=True)
        # Sites are crawled side by side, and one of them makes the tables.
        with opening(layout):
            try:
                return cls._caught_up(layout, site)
            except (DatabaseError, ValueError) as error:
                fault = error.orig if isinstance(error, DatabaseError) else error
                if not is_damage(fault):
                    raise ArchiveFault(layout.index, OSError(0, str(fault))) from error
                logger.warning("index %s is damaged (%s): rebuilt from the segments", layout.index, fault)
                unlink(layout)
                return cls._caught_up(layout, site)

    @classmethod
    def _caught_up(cls, layout: Layout, site: str) -> Self:
        index = cls(layout, site, open_database(layout.index))
        index.catch_up()
        # What every run asks at once: damage to it must show here, where it is made good.
        for answer in (index.last_run, index.last_record, index.closed):
            answer()
        return index

    def catch_up(self) -> None:
        """Read what has been published since the last time, by whomever."""
        self.reader.all()

    @property
    def untouched(self) -> bool:
        """Whether the site's directories were, when the index was opened, as the last run left them."""
        return self.reader.untouched

    def catch_up_with(self, published: Iterable[Path], *, clean: bool) -> None:
        """Read what the present run has published; ``clean`` says that it has left nothing else."""
        self.reader.own(published, clean=clean)

    def renew(self) -> None:
        """Forget the site and read everything again."""
        self.reader.anew()

    def known(self, identities: Iterable[str]) -> dict[str, Known]:
        """Return what is known of the bulletins named; those never published are left out."""
        rows = self._look_up(KNOWN, identities)
        return {row.id: Known.of(row) for row in rows}

    def also(self, channel: str, identities: Iterable[str]) -> set[str]:
        """Return those that a closed walk of ``channel`` has shown, though they were first found in another one."""
        return {row[0] for row in self._look_up(SHOWN, identities, channel=channel)}

    def settled(self, identities: Iterable[str]) -> set[str]:
        """Return those that are not to be asked for again, published or not."""
        return {row[0] for row in self._look_up(GIVEN_UP, identities)}

    def _look_up(
        self, statement: Select[Any], identities: Iterable[str], **values: str
    ) -> Iterator[Row[Any]]:
        asked = list(identities)
        for start in range(0, len(asked), _AT_ONCE):
            ids = asked[start : start + _AT_ONCE]
            yield from self._connection.execute(statement, {"site": self.site, "ids": ids} | values)

    def closed(self) -> dict[tuple[str, str], str]:
        """Return for each channel and its address the last run that walked it without a gap."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(CHANNELS).where(CHANNELS.c.site == self.site))
            return {(row.channel, row.url): row.closed for row in rows}

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
        """Release the database; one that has shown damage is removed, for the next run to make it anew."""
        self._connection.close()
        self.engine.dispose()
        if self.damaged:
            logger.warning("index %s is damaged: the next run makes it anew", self.layout.index)
            remove(self.layout, self._inode)

    def _note_damage(self, context: ExceptionContext) -> None:
        self.damaged = self.damaged or is_damage(context.original_exception)

    def due(
        self, schedule: Schedule, now: dt.datetime, limit: int, channel: str | None = None
    ) -> list[Known]:
        """Return at most ``limit`` bulletins to be visited again: the missing, then the longest overdue."""
        statements = [missing_statement(schedule), due_statement(schedule, now)]
        if channel:
            statements = [statement.where(BULLETINS.c.channel == channel) for statement in statements]
        with self.engine.connect() as connection:
            rows = [
                row
                for statement in statements
                for row in connection.execute(
                    statement, {"site": self.site, "now": now.timestamp(), "limit": limit}
                )
            ]
        return list({row.id: Known.of(row) for row in rows}.values())[:limit]

    def everything(self) -> Iterator[Known]:
        """Yield every bulletin, newest first, a thousand at a time."""
        last = ("~", "~")
        while True:
            statement = everything_statement(last, _AT_ONCE)
            with self.engine.connect() as connection:
                rows = connection.execute(statement, {"site": self.site}).all()
            yield from map(Known.of, rows)
            if len(rows) < _AT_ONCE:
                return
            last = (rows[-1].date, rows[-1].id)

    def version(self, known: Known) -> dict[str, Any]:
        """Return a bulletin's latest version as it was published."""
        return read_line(self.layout.bulletins(self.site) / known.segment, known.offset)
