"""The index catches up with what was published: only what it has not read is read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.tables import METADATA, RUNS, SEGMENTS, STAMPS
from bulletin_spider.archive.run_records import read_runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Engine

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class CatchingUp:
    """Brings one site's part of the index up to date, each segment in one transaction."""

    def __init__(self, engine: Engine, layout: Layout, site: str) -> None:
        self.engine = engine
        self.layout = layout
        self.site = site
        self.untouched = False
        """Whether the site's directories are as the last run left them, so that nothing in them need be looked for."""

    def all(self) -> None:
        """Read what has appeared since the last time, whoever published it.

        If a segment that was read is gone, or an older one has come, the site's part is made anew from what is there.
        """
        self.untouched = self._stamp() == self.layout.stamp(self.site)
        at = self._runs_read()
        if at > _size(self.layout.runs(self.site)):
            self._lost()
        elif not self.untouched:
            segments, seen = self.layout.segments(self.site), self._segments_read()
            fresh = [segment for segment in segments if segment.name not in seen]
            lost = len(segments) - len(fresh) != len(seen)
            if lost or (fresh and seen and fresh[0].name < max(seen)):
                self._lost()
            else:
                self._read(fresh, at)
        else:
            self._read((), at)

    def own(self, published: Iterable[Path], *, clean: bool) -> None:
        """Read what the present run has published, and note how it leaves the site's directories if it is ``clean``."""
        self._read(published, self._runs_read())
        if not clean:
            return
        stamp = {"site": self.site, "stamp": self.layout.stamp(self.site)}
        with self.engine.begin() as connection:
            connection.execute(delete(STAMPS).where(STAMPS.c.site == self.site))
            connection.execute(STAMPS.insert(), stamp)

    def anew(self) -> None:
        """Forget the site and read everything again."""
        self.untouched = False
        with self.engine.begin() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(delete(table).where(table.c.site == self.site))
        self._read(self.layout.segments(self.site), 0)

    def _lost(self) -> None:
        logger.warning("the index of %s is made anew: its segments are not those that were read", self.site)
        self.anew()

    def _read(self, segments: Iterable[Path], at: int) -> None:
        derive(self.engine, self.site, segments, read_runs(self.layout.runs(self.site), at))

    def _segments_read(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == self.site)))

    def _runs_read(self) -> int:
        """Return the offset behind the last record that was read; runs' names and offsets grow together."""
        newest = select(RUNS.c.offset).where(RUNS.c.site == self.site).order_by(RUNS.c.run.desc()).limit(1)
        with self.engine.connect() as connection:
            return connection.scalar(newest) or 0

    def _stamp(self) -> str | None:
        with self.engine.connect() as connection:
            return connection.scalar(select(STAMPS.c.stamp).where(STAMPS.c.site == self.site))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
