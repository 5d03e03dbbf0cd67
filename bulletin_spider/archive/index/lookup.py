"""The index, read only: for those who look something up while runs go on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from bulletin_spider.archive.index.tables import BULLETINS, SEGMENTS, VERSIONS, opened
from bulletin_spider.archive.segments.reader import read_line
from bulletin_spider.exceptions import ArchiveUnread

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection

    from bulletin_spider.archive.layout import Layout


class Lookup:
    """A context manager; every method raises ``ArchiveUnread`` if the index is not there or is damaged."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._engine = opened(layout.index_to_read)

    def __enter__(self) -> Self:
        """Return the open index."""
        try:
            self._connection: Connection = self._engine.connect()
            self._connection.execute(select(BULLETINS.c.id).limit(1))
        except DatabaseError as error:
            raise ArchiveUnread(
                f"cannot read {self.layout.index} ({error.orig}): 'scrapy reindex' makes it from the segments"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._connection.close()
        self._engine.dispose()

    def sites(self) -> list[str]:
        """Return the names of the sites that have published anything."""
        return list(self._connection.scalars(select(BULLETINS.c.site).distinct().order_by(BULLETINS.c.site)))

    def versions(self, identity: str) -> list[dict[str, Any]]:
        """Return every version of a bulletin, site by site, the first one first; empty if no site has it."""
        found = []
        for site in self.sites():
            statement = select(VERSIONS).where(VERSIONS.c.site == site, VERSIONS.c.id == identity)
            folder = self.layout.bulletins(site)
            places = self._connection.execute(statement.order_by(VERSIONS.c.revision))
            found += [read_line(folder / place.segment, place.offset) for place in places]
        if not found:
            self._check_sites()
        return found

    def _check_sites(self) -> None:
        """Raise ``ArchiveUnread`` if a site has segments and the index has none of them."""
        indexed = set(self._connection.scalars(select(SEGMENTS.c.site).distinct()))
        lacking = [site for site in self.layout.sites() if site not in indexed and self.layout.segments(site)]
        if lacking:
            raise ArchiveUnread(
                f"{self.layout.index} does not hold {', '.join(lacking)} yet: 'scrapy reindex' makes it anew"
            )


_TOTALS = "SELECT count(*), sum(revision), sum(change = 'withdrawn') FROM bulletins WHERE site = ?"


def _totals(layout: Layout, site: str) -> tuple[int | None, int | None, int | None]:
    """Return how many bulletins and versions the index has, and how many bulletins are withdrawn."""
    try:
        with closing(sqlite3.connect(layout.index_to_read, uri=True)) as index:
            bulletins, versions, withdrawn = index.execute(_TOTALS, [site]).fetchone()
    except sqlite3.Error:
        return None, None, None
    return bulletins, versions or 0, withdrawn or 0
