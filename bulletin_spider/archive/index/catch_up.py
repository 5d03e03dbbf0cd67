"""Bring the index up to date: read only the segments and run records that it has not read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.hosts import note_hosts
from bulletin_spider.archive.index.tables import HOSTS, LAST_RECORD, METADATA, SEGMENTS, STAMPS
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.archive.run_records import Position, read_run_records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Engine

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class IndexUpdater:
    """Brings the index of one site up to date."""

    def __init__(self, engine: Engine, layout: Layout, site: str) -> None:
        self.engine = engine
        self.layout = layout
        self.site = site
        self.untouched = False
        """Whether the site's directories are as the last run left them, so that they need not be listed."""

    def catch_up(self) -> None:
        """Read what any run has published since the last time.

        If a segment that was read is gone, or an older segment has appeared, read everything again.
        """
        self.untouched = self._stamp() == self.layout.stamp(self.site)
        read_up_to = self._run_records_end()
        if self._is_cut(read_up_to):
            self._rebuild_with_warning()
        elif not self.untouched:
            seen = self._segments_read()
            if in_store(self.layout.root) and seen:
                # A list of all segments costs more with every year; whether one is gone is what verify asks.
                self._read(self.layout.segments_after(self.site, max(seen)), read_up_to)
                return
            segments = self.layout.segments(self.site)
            fresh = [segment for segment in segments if segment.name not in seen]
            is_gone = len(segments) - len(fresh) != len(seen)
            if is_gone or (fresh and seen and fresh[0].name < max(seen)):
                self._rebuild_with_warning()
            else:
                self._read(fresh, read_up_to)
        else:
            self._read((), read_up_to)

    def add_published(self, published: Iterable[Path]) -> None:
        """Read the segments and the record that this run has published."""
        self._read(published, self._run_records_end())

    def store_stamp(self) -> None:
        """Store the stamp of the directories: nothing of this run is left to be done by the next one."""
        stamp = {"site": self.site, "stamp": self.layout.stamp(self.site)}
        with self.engine.begin() as connection:
            connection.execute(delete(STAMPS).where(STAMPS.c.site == self.site))
            connection.execute(STAMPS.insert(), stamp)

    def rebuild(self) -> None:
        """Delete all rows and read everything again."""
        self.untouched = False
        with self.engine.begin() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(delete(table))
        self._read(self.layout.segments(self.site), None)

    def _rebuild_with_warning(self) -> None:
        logger.warning("index of %s is rebuilt: its segments are not those that were read", self.site)
        self.rebuild()

    def _read(self, segments: Iterable[Path], after: Position | None) -> None:
        segments = list(segments)
        records = read_run_records(self.layout, self.site, after, logger.warning)
        derive(self.engine, self.site, segments, records)
        if segments:
            note_hosts(self.layout, self.site, self._hosts())

    def _hosts(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(HOSTS.c.host).where(HOSTS.c.site == self.site)))

    def _segments_read(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == self.site)))

    def _run_records_end(self) -> Position | None:
        """Return the place after the last run record that was read."""
        last = select(LAST_RECORD.c.file, LAST_RECORD.c.offset).where(LAST_RECORD.c.site == self.site)
        with self.engine.connect() as connection:
            row = connection.execute(last).first()
        return Position(*row) if row else None

    def _is_cut(self, read_up_to: Position | None) -> bool:
        """Whether run records that were read are not there any more."""
        return read_up_to is not None and read_up_to.offset > _size(
            self.layout.root / "runs" / read_up_to.file
        )

    def _stamp(self) -> str | None:
        with self.engine.connect() as connection:
            return connection.scalar(select(STAMPS.c.stamp).where(STAMPS.c.site == self.site))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
