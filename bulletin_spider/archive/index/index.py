"""Answer what the archive knows of one site, from a database derived from segments and run records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import func, select

from bulletin_spider.archive.index.attachments import (
    SELECT_KEPT,
    FileRequests,
    files_statement,
    owed_statement,
)
from bulletin_spider.archive.index.attachments import due_statement as due_files_statement
from bulletin_spider.archive.index.catch_up import IndexUpdater
from bulletin_spider.archive.index.databases.null_characters import without_nulls
from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.databases.statements import replacing
from bulletin_spider.archive.index.queries import (
    SELECT_KNOWN,
    SELECT_MOVED,
    SELECT_ROWS,
    SELECT_SAME_WORDS,
    SELECT_SETTLED,
    SELECT_SHOWN,
    KnownBulletin,
)
from bulletin_spider.archive.index.revisit_schedule import (
    all_statement,
    due_statement,
    missing_statement,
    newest_statement,
)
from bulletin_spider.archive.index.tables import (
    BULLETINS,
    CHANNELS,
    LAST_RECORD,
    SEGMENTS,
    SHOWN,
    VERSIONS,
    shown_checksum,
)
from bulletin_spider.archive.segments.reader import published_version

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Row, Select

    from bulletin_spider.archive.index.schedule import Schedule
    from bulletin_spider.archive.layout import Layout

_MAX_IDS = 1000
"""Ids in one statement. SQLite limits the values of a statement, and a listing page may have any number of rows."""


class Index:
    """The index of one site. Every answer is as of the last :meth:`catch_up`.

    Every error is an ``IndexFault`` of SQLite, or a ``DatabaseFault`` of PostgreSQL. Whoever opens it holds the site's
    lock.
    """

    def __init__(self, layout: Layout, site: str) -> None:
        """Open the database; :meth:`open` also catches up."""
        self.layout = layout
        self.site = site
        self._absent: set[str] = set()
        """Ids that are not in the index, as a look-up of this run has shown: only the run itself can add them."""
        self._last_record: dict[str, Any] | None = None
        """The newest run record, once it was read."""
        self.database = site_indexes(layout).open(site)
        self.updater = IndexUpdater(self.database, layout, site)

    @classmethod
    def open(cls, layout: Layout, site: str) -> Self:
        """Open the database and catch up; rebuild it if it is missing, damaged or of another version."""
        return site_indexes(layout).opened(site, lambda: cls._opened(layout, site, cls.catch_up))

    @classmethod
    def rebuilt(cls, layout: Layout, site: str) -> Self:
        """Open the database, and read everything again."""
        indexes = site_indexes(layout)
        indexes.prepare_rebuild(site)
        return indexes.opened(site, lambda: cls._opened(layout, site, cls.rebuild))

    @classmethod
    def _opened(cls, layout: Layout, site: str, bring_up_to_date: Callable[[Self], None]) -> Self:
        index = cls(layout, site)
        try:
            bring_up_to_date(index)
            # Every run asks these first. Damage to them must show here, where the index is rebuilt.
            for query in (index.last_run, index.last_record, index.closed_channels):
                query()
        except BaseException:
            index.database.disconnect()
            raise
        return index

    def catch_up(self) -> None:
        """Read what any run has published since the last time."""
        self._forget()
        self.updater.catch_up()

    def _forget(self) -> None:
        self._absent.clear()
        self._last_record = None

    @property
    def untouched(self) -> bool:
        """Whether the site's directories were as the last run left them when the index was opened."""
        return self.updater.untouched

    def add_published(self, published: Iterable[Path], run: str = "") -> None:
        """Read the segments and the record that a run has published, and no record of later runs."""
        self._forget()
        self.updater.add_published(published, run)

    def store_stamp(self) -> None:
        """Note that the run has left nothing to do: the next run need not look at the site's directories."""
        self.updater.store_stamp()

    def rebuild(self) -> None:
        """Delete the site's rows and read everything again."""
        self._forget()
        self.updater.rebuild()

    def known(self, identities: Iterable[str]) -> dict[str, KnownBulletin]:
        """Return id → what is known of the bulletin; leave out bulletins that were never published.

        The id that the new address of a moved bulletin would have leads to that bulletin.
        """
        ids = [identity for identity in identities if identity not in self._absent]
        rows = self._look_up(SELECT_KNOWN, ids)
        found = {row.id: KnownBulletin.from_row(row) for row in rows}
        moved = self._look_up(SELECT_MOVED, (identity for identity in ids if identity not in found))
        found |= {row.address: KnownBulletin.from_row(row) for row in moved}
        self._absent.update(identity for identity in ids if identity not in found)
        return found

    def with_words(self, words: str) -> list[KnownBulletin]:
        """Return the bulletins, at most two, whose latest version has this digest of words."""
        parameters = {"site": self.site, "words": words}
        return [KnownBulletin.from_row(row) for row in self.database.rows(SELECT_SAME_WORDS, parameters)]

    def shown_rows(self, channel: str, identities: Iterable[str]) -> dict[str, tuple[str, str | None]]:
        """Return id → title and day that the row of the bulletin in this channel showed last."""
        rows = self._look_up(SELECT_ROWS, identities, channel=channel)
        return {row.id: (row.title, row.date) for row in rows}

    def note_rows(self, channel: str, rows: Mapping[str, tuple[str, str | None]]) -> None:
        """Note id → title and day that rows of a channel show."""
        if not rows:
            return
        kept = rows if site_indexes(self.layout).keeps_nulls else without_nulls(dict(rows))
        values = [
            {
                "site": self.site,
                "channel": channel,
                "id": identity,
                "title": title,
                "date": day,
                "checksum": shown_checksum(channel, identity, title, day),
            }
            for identity, (title, day) in kept.items()
        ]
        self.database.write(replacing(SHOWN, self.database.dialect), values)

    def shown_in_channel(self, channel: str, identities: Iterable[str]) -> set[str]:
        """Return the ids that a closed walk of ``channel`` has shown, and that were first found in another channel."""
        return {row[0] for row in self._look_up(SELECT_SHOWN, identities, channel=channel)}

    def settled(self, identities: Iterable[str]) -> set[str]:
        """Return the ids that must not be requested again, published or not."""
        return {row[0] for row in self._look_up(SELECT_SETTLED, identities)}

    def _look_up(
        self, statement: Select[Any], identities: Iterable[str], **values: str
    ) -> Iterator[Row[Any]]:
        ids = list(identities)
        for start in range(0, len(ids), _MAX_IDS):
            parameters = {"site": self.site, "ids": ids[start : start + _MAX_IDS]} | values
            yield from self.database.rows(statement, parameters)

    def closed_channels(self) -> dict[tuple[str, str], str]:
        """Return (channel, its address) → the last run that walked it without a gap."""
        rows = self.database.rows(select(CHANNELS).where(CHANNELS.c.site == self.site))
        return {(row.channel, row.url): row.closed for row in rows}

    def last_run(self) -> str | None:
        """Return the newest run that has left a segment or a record; None if there is no run."""
        newest = select(func.max(SEGMENTS.c.name)).where(SEGMENTS.c.site == self.site)
        ((segment,),) = self.database.rows(newest)
        run = self.last_record().get("run")
        return max(filter(None, ((segment or "").partition("-")[0], run)), default=None)

    def last_record(self) -> dict[str, Any]:
        """Return the newest run record; an empty one before the first run. Nobody changes it."""
        if self._last_record is None:
            last = select(LAST_RECORD.c.record).where(LAST_RECORD.c.site == self.site)
            self._last_record = next((row.record for row in self.database.rows(last)), {})
        return self._last_record

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of bulletins, versions and run records that the index holds."""
        bulletins, versions = (
            self.database.rows(select(func.count()).select_from(table).where(table.c.site == self.site))[0][0]
            for table in (BULLETINS, VERSIONS)
        )
        number = self.database.rows(select(LAST_RECORD.c.number).where(LAST_RECORD.c.site == self.site))
        return bulletins, versions, number[0].number if number else 0

    def close(self) -> None:
        """Close the database; delete it if it is damaged, so that the next run rebuilds it."""
        self.database.close()

    def due(
        self, schedule: Schedule, now: dt.datetime, limit: int, channel: str | None = None
    ) -> list[KnownBulletin]:
        """Return at most ``limit`` bulletins due for a revisit, first the missing, then the longest overdue."""
        statements = [missing_statement(schedule, channel), due_statement(schedule, now, channel)]
        values = {"site": self.site, "now": now.timestamp(), "limit": limit}
        rows = [row for statement in statements for row in self.database.rows(statement, values)]
        return list({row.id: KnownBulletin.from_row(row) for row in rows}.values())[:limit]

    def all_bulletins(self) -> Iterator[KnownBulletin]:
        """Yield every bulletin, newest first; one statement reads 1,000 of them."""
        last = ("~", "~")  # sorts after every date and id
        while True:
            statement = all_statement(last, _MAX_IDS)
            rows = self.database.rows(statement, {"site": self.site})
            yield from map(KnownBulletin.from_row, rows)
            if len(rows) < _MAX_IDS:
                return
            last = (rows[-1].date, rows[-1].id)

    def newest(self, limit: int, channel: str | None = None) -> list[KnownBulletin]:
        """Return the newest bulletins of the site or of one channel that are not withdrawn, by day of publication."""
        parameters = {"limit": limit} | ({"channel": channel} if channel else {})
        return self._bulletins(newest_statement(of_channel=channel is not None), **parameters)

    def with_owed_files(self, limit: int) -> list[KnownBulletin]:
        """Return at most ``limit`` bulletins of which a file is owed, the oldest version first."""
        return self._bulletins(owed_statement(), limit=limit)

    def with_due_files(self, now: dt.datetime, limit: int) -> list[KnownBulletin]:
        """Return at most ``limit`` bulletins of which a kept file is due for a check, the oldest version first."""
        return self._bulletins(due_files_statement(now), limit=limit)

    def with_kept_file(self, url: str) -> KnownBulletin | None:
        """Return the bulletin whose latest version keeps the newest file of an address; None if there is none."""
        return next(iter(self._bulletins(SELECT_KEPT, url=url)), None)

    def file_requests(self, identity: str, now: dt.datetime) -> dict[str, FileRequests]:
        """Return address → what is known of the file, for the attachments of a bulletin."""
        rows = self.database.rows(files_statement(now), {"site": self.site, "id": identity})
        return {row.url: FileRequests(row.state, row.attempts, row.checks, bool(row.is_due)) for row in rows}

    def _bulletins(self, statement: Select[Any], **parameters: Any) -> list[KnownBulletin]:  # noqa: ANN401 - values
        rows = self.database.rows(statement, {"site": self.site} | parameters)
        return [KnownBulletin.from_row(row) for row in rows]

    def version(self, known: KnownBulletin) -> dict[str, Any]:
        """Return the published line of a bulletin's latest version."""
        return published_version(self.layout, self.site, known.segment, known.offset)
