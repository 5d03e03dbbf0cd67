"""Add segments and run records to the index: many in one transaction, with few statements."""

from __future__ import annotations

import logging
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.index.attachments import add_attachments, count_requests
from bulletin_spider.archive.index.bulletin_rows import (
    DECISIVE,
    add_revisits,
    add_versions,
    given_up,
    published_versions,
    revisit_row,
    revisits_of,
    totals_after,
    version_row,
)
from bulletin_spider.archive.index.databases.null_characters import clear_nulls, without_nulls
from bulletin_spider.archive.index.databases.statements import adding, replacing
from bulletin_spider.archive.index.tables import (
    ALSO_SHOWN,
    CHANNELS,
    HOSTS,
    LAST_RECORD,
    SEGMENTS,
    SETTLED,
    TOTALS,
)
from bulletin_spider.archive.index.totals import SiteTotals, past_after
from bulletin_spider.archive.segments.line_fields import read_line_fields
from bulletin_spider.normalization.addresses import host_of
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from bulletin_spider.archive.run_records import Position

logger = logging.getLogger(__name__)

_ROWS = 1000
"""Rows of one statement: fewer cost more statements, more cost memory and gain nothing."""
_SEGMENTS, _VERSIONS = 100, 20_000
"""The most that one transaction adds: a second of work, which is done again if it is killed."""
_RECORD = 20
"""A record costs as much as so many versions at most."""


Record = tuple[dict[str, Any], "Position"]
"""A run record, and the place after its line."""


def derive(
    begin: Callable[[], AbstractContextManager[Connection]],
    site: str,
    segments: Iterable[Path],
    records: Iterable[Record],
    *,
    keeps_nulls: bool = True,
) -> None:
    """Add segments and run records in the order of their publication: the segments of a run before its record.

    So a rebuilt index equals an index that has grown run by run, in whatever batches. Each batch gets a transaction of
    ``begin``. If it is killed, it goes on after the last whole one. Without ``keeps_nulls`` another character takes the
    place of each null character.
    """
    steps = _in_order(segments, records)
    for first in steps:
        with begin() as connection:
            batch = Batch(connection, site, keeps_nulls=keeps_nulls)
            for step in chain([first], steps):
                if isinstance(step, tuple):
                    batch.add_record(*step)
                else:
                    batch.add_segment(step)
                if batch.is_full:
                    break
            batch.finish()


def _in_order(segments: Iterable[Path], records: Iterable[Record]) -> Iterator[Path | Record]:
    pending = sorted(segments, reverse=True)
    for record, end in records:
        while pending and run_of(pending[-1]) <= record["run"]:
            yield pending.pop()
        yield record, end
    yield from reversed(pending)


class Batch:
    """What one transaction adds to the index of a site; :meth:`finish` writes the last of it.

    Versions and revisits wait until there are enough for one statement, or until one that comes later needs them.
    """

    def __init__(self, connection: Connection, site: str, *, keeps_nulls: bool) -> None:
        """Read the totals of the site."""
        self.connection, self.site, self._keeps_nulls = connection, site, keeps_nulls
        row = connection.execute(select(TOTALS).where(TOTALS.c.site == site)).first()
        self.totals = SiteTotals(*row[1:]) if row else SiteTotals()
        number = select(LAST_RECORD.c.number).where(LAST_RECORD.c.site == site)
        self._number = connection.scalar(number) or 0
        self._last_record: dict[str, Any] = {}
        self._segments: list[dict[str, Any]] = []
        self._versions: list[dict[str, Any]] = []
        self._attachments: list[tuple[str, str, Any]] = []
        self._revisits: list[dict[str, Any]] = []
        self._waiting: set[str] = set()
        """The ids of the versions and revisits that wait: never one id among both."""
        self._decisive: dict[str, dict[str, Any]] = {}
        """Id → the last of its versions that wait, if all that the index holds of the bulletin is decided by it."""
        self._also: list[dict[str, Any]] = []
        self._closed: dict[str, dict[str, Any]] = {}
        self._hosts: set[str] = set()
        self._added = 0
        any_settled = select(SETTLED.c.id).where(SETTLED.c.site == site).limit(1)
        self._settles = connection.scalar(any_settled) is not None

    @property
    def is_full(self) -> bool:
        """Whether the transaction should end here."""
        return self._added >= _VERSIONS or len(self._segments) >= _SEGMENTS

    def add_segment(self, segment: Path) -> None:
        """Add the versions of a segment. A line that is no version is logged and left out: it must stop no site."""
        run, name = run_of(segment), segment.name
        self._segments.append({"site": self.site, "name": name})
        for offset, line, visited in read_line_fields(segment, logger.warning):
            if not self._keeps_nulls:
                clear_nulls(line)
            if self._revisits and line.id in self._waiting:
                self._flush()
            self._attachments.append((run, line.id, line.attachments))
            self._add_version(version_row(line, visited, (self.site, run, name, offset)))
            if len(self._versions) >= _ROWS:
                self._flush()

    def _add_version(self, row: dict[str, Any]) -> None:
        identity = row["id"]
        self._waiting.add(identity)
        self._versions.append(row)
        if row["change"] in DECISIVE:
            self._decisive[identity] = row
        else:
            self._decisive.pop(identity, None)
        self._added += 1

    def add_record(self, record: dict[str, Any], end: Position) -> None:
        """Add a run record: settled ids, closed channels, requests for files, revisits. ``end`` is the place after it.

        A record with half of a surrogate pair, which no database holds, is logged and left out.
        """
        if not self._keeps_nulls:
            record = without_nulls(record)
        visits = record.get("visits", {})
        settled, files = record.get("settled", {}), record.get("attachments", {})
        try:
            msgspec.json.encode([record["channels"], settled, files, visits])
        except ValueError as error:
            text = "runs/%s: the record that ends at byte %s is left out (%s): restore the line"
            logger.warning(text, *end, error)
            return
        self._number, self._added = self._number + 1, self._added + _RECORD
        self._last_record = {"run": record["run"], **end._asdict(), "number": self._number, "record": record}
        self.totals = self.totals._replace(past=past_after(self.totals.past, record))
        self._add_settled(settled)
        self._add_walks(record)
        if files.get("tried") or files.get("checked"):
            self._flush()
            count_requests(self.connection, self.site, record)
        for revisit in revisits_of(self.site, record):
            if decisive := self._decisive.get(revisit["b_id"]):
                revisit_row(decisive, revisit)
                continue
            if self._versions and revisit["b_id"] in self._waiting:
                self._flush()
            self._waiting.add(revisit["b_id"])
            self._revisits.append(revisit)
        if len(self._revisits) >= _ROWS:
            self._flush()

    def finish(self) -> None:
        """Write what waits, and what is known after the last segment and record."""
        self._flush()
        own = {"site": self.site}
        execute, dialect = self.connection.execute, self.connection.dialect.name
        hosts = [own | {"host": host} for host in sorted(self._hosts)]
        for table, rows in ((SEGMENTS, self._segments), (HOSTS, hosts), (ALSO_SHOWN, self._also)):
            if rows:
                execute(adding(table, dialect), rows)
        if self._closed:
            execute(replacing(CHANNELS, dialect), [*self._closed.values()])
        if self._last_record:
            execute(replacing(LAST_RECORD, dialect), own | self._last_record)
        execute(replacing(TOTALS, dialect), own | self.totals._asdict())

    def _flush(self) -> None:
        """Write the versions and revisits that wait."""
        if versions := self._versions:
            ids = {row["id"] for row in versions}
            # A first version has none before it, and most versions are first ones.
            later = {row["id"] for row in versions if row["change"] != Change.NEW or row["revision"] != 1}
            published = published_versions(self.connection, self.site, later)
            settled = given_up(self.connection, self.site, ids - published.keys()) if self._settles else {}
            self.totals = totals_after(self.totals, versions, published, settled)
            self._hosts |= {host_of(row["url"]) for row in versions}
            self._hosts |= {host_of(row["moved_to"]) for row in versions if row["moved_to"]}
            add_versions(self.connection, versions)
            add_attachments(self.connection, self.site, self._attachments, published)
        if self._revisits:
            add_revisits(self.connection, self._revisits)
        self._versions, self._attachments, self._revisits = [], [], []
        self._waiting, self._decisive = set(), {}

    def _add_settled(self, settled: Mapping[str, str]) -> None:
        if not settled:
            return
        self._flush()
        self._settles = True
        known = given_up(self.connection, self.site, settled)
        published = published_versions(self.connection, self.site, settled)
        for identity in settled.keys() - known.keys() - published.keys():
            self.totals = self.totals.settled(settled[identity])
        rows = [{"site": self.site, "id": identity, "word": word} for identity, word in settled.items()]
        self.connection.execute(adding(SETTLED, self.connection.dialect.name), rows)

    def _add_walks(self, record: Mapping[str, Any]) -> None:
        for channel, walk in record["channels"].items():
            if not walk["closed"]:
                continue
            own = {"site": self.site, "channel": channel}
            url = walk.get("moved_from") or walk["url"]
            self._closed[channel] = own | {"url": url, "closed": record["run"]}
            self._also += [own | {"id": identity} for identity in walk.get("also", ())]
