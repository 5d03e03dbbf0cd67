"""Bring the index up to date: read only the segments and run records that it has not read."""

from __future__ import annotations

import logging
from itertools import takewhile
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.databases.statements import replacing
from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.tables import HOSTS, LAST_RECORD, SEGMENTS, STAMPS
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.archive.run_records import Position, last_run_name, read_run_records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.index.databases.site_indexes import SiteDatabase
    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)


class IndexUpdater:
    """Brings the index of one site up to date."""

    def __init__(self, database: SiteDatabase, layout: Layout, site: str) -> None:
        self.database = database
        self.layout = layout
        self.site = site
        self.untouched = False
        """Whether the site's directories are as the last run left them, so that they need not be listed."""

    def catch_up(self) -> None:
        """Read what any run has published since the last time.

        If a segment that was read is gone, or an older segment has appeared, read everything again.
        """
        with self.database.changing():
            newest = self._newest_run()
            self.untouched = self._stamp() == self.layout.stamp(self.site) and not self._has_leftovers()
            read_up_to = self._run_records_end()
            if self._is_cut(read_up_to):
                self._rebuild_with_warning()
                return
            fresh = [] if self.untouched else self._fresh_segments()
            if fresh is None:
                self._rebuild_with_warning()
            else:
                self._read(fresh, read_up_to, newest)

    def _has_leftovers(self) -> bool:
        """Return whether a run that was cut off has left files on this machine, which a store's stamp does not say."""
        layout, site = self.layout, self.site
        return in_store(layout.root) and bool(layout.leftovers(site) or layout.open_captures(site))

    def _newest_run(self) -> str:
        """Return the newest recorded run; empty if no run can be recorded meanwhile.

        Whoever has lost the site in a store sees the records of others, but not yet their segments, which come first.
        """
        return last_run_name(self.layout, self.site) if in_store(self.layout.root) else ""

    def _fresh_segments(self) -> list[Path] | None:
        """Return the segments that were not read; None if those that were read are not the older ones."""
        seen = self._segments_read()
        if in_store(self.layout.root) and seen:
            # A list of all segments costs more with every year; whether one is gone is what verify asks.
            return self.layout.segments_after(self.site, max(seen))
        segments = self.layout.segments(self.site)
        fresh = [segment for segment in segments if segment.name not in seen]
        is_gone = len(segments) - len(fresh) != len(seen)
        return None if is_gone or (fresh and seen and fresh[0].name < max(seen)) else fresh

    def add_published(self, published: Iterable[Path], run: str = "") -> None:
        """Read the segments and the record that a run has published, and no record of later runs.

        If another process has read some of them already, read the others.
        """
        with self.database.changing():
            fresh = sorted(published)
            if fresh and (last := self._last_segment_read()) >= fresh[0].name:
                seen = self._segments_read()
                fresh = [segment for segment in fresh if segment.name not in seen]
            if fresh and last > fresh[0].name:
                self._rebuild_with_warning()
            else:
                self._read(fresh, self._run_records_end(), run)

    def store_stamp(self) -> None:
        """Store the stamp of the directories: nothing of this run is left to be done by the next one.

        If another machine has recorded a run meanwhile, its stamp would hide what the index has not read of it.
        """
        with self.database.changing():
            stamp = {"site": self.site, "stamp": self.layout.stamp(self.site)}
            if (newest := self._newest_run()) and newest != self._last_run_read():
                return
            with self.database.writing() as connection:
                connection.execute(replacing(STAMPS, self.database.dialect), stamp)

    def rebuild(self) -> None:
        """Delete all rows and read everything again."""
        self.untouched = False
        with self.database.changing():
            newest = self._newest_run()
            with self.database.writing() as connection:
                self.database.delete_rows(connection)
            self._read(self.layout.segments(self.site), None, newest)

    def _rebuild_with_warning(self) -> None:
        logger.warning("index of %s is rebuilt: its segments are not those that were read", self.site)
        self.rebuild()

    def _read(self, segments: Iterable[Path], after: Position | None, up_to: str) -> None:
        segments = list(segments)
        records = read_run_records(self.layout, self.site, after, logger.warning)
        if up_to:
            records = takewhile(lambda pair: pair[0]["run"] <= up_to, records)
        indexes = site_indexes(self.layout)
        derive(self.database.writing, self.site, segments, records, keeps_nulls=indexes.keeps_nulls)
        if segments:
            indexes.note_hosts(self.site, self._hosts())

    def _hosts(self) -> set[str]:
        return {row.host for row in self.database.rows(select(HOSTS.c.host).where(HOSTS.c.site == self.site))}

    def _segments_read(self) -> set[str]:
        names = select(SEGMENTS.c.name).where(SEGMENTS.c.site == self.site)
        return {row.name for row in self.database.rows(names)}

    def _last_segment_read(self) -> str:
        newest = select(func.max(SEGMENTS.c.name)).where(SEGMENTS.c.site == self.site)
        return self.database.rows(newest)[0][0] or ""

    def _run_records_end(self) -> Position | None:
        """Return the place after the last run record that was read."""
        last = select(LAST_RECORD.c.file, LAST_RECORD.c.offset).where(LAST_RECORD.c.site == self.site)
        rows = self.database.rows(last)
        return Position(rows[0].file, rows[0].offset) if rows else None

    def _last_run_read(self) -> str:
        rows = self.database.rows(select(LAST_RECORD.c.run).where(LAST_RECORD.c.site == self.site))
        return rows[0].run if rows else ""

    def _is_cut(self, read_up_to: Position | None) -> bool:
        """Whether run records that were read are not there any more."""
        return read_up_to is not None and read_up_to.offset > _size(
            self.layout.root / "runs" / read_up_to.file
        )

    def _stamp(self) -> str | None:
        rows = self.database.rows(select(STAMPS.c.stamp).where(STAMPS.c.site == self.site))
        return rows[0].stamp if rows else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
