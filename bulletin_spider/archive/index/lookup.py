"""Look something up in the index, read-only, while runs go on."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select

from bulletin_spider.archive.index.faults import FaultTranslator
from bulletin_spider.archive.index.tables import ADDRESSES, BULLETINS, SEGMENTS, VERSIONS, connect_readonly
from bulletin_spider.archive.segments.reader import read_version
from bulletin_spider.exceptions import ArchiveUnread
from bulletin_spider.statuses import RowStatus

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection

    from bulletin_spider.archive.layout import Layout


class Lookup:
    """A context manager; every method raises ``ArchiveUnread`` if the index is missing or damaged."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._engine = connect_readonly(layout.index_uri, FaultTranslator(self._unread))

    def __enter__(self) -> Self:
        """Return the open index."""
        with ExitStack() as stack:
            self._connection: Connection = stack.enter_context(self._engine.connect())
            self._connection.execute(select(BULLETINS.c.id).limit(1))
            stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the index."""
        self._connection.close()
        self._engine.dispose()

    def _unread(self, error: BaseException) -> ArchiveUnread:
        return ArchiveUnread(
            f"cannot read {self.layout.index} ({error}): 'scrapy reindex' rebuilds it from the segments"
        )

    def sites(self) -> list[str]:
        """Return the names of the sites that have published a bulletin."""
        return list(self._connection.scalars(select(BULLETINS.c.site).distinct().order_by(BULLETINS.c.site)))

    def versions(self, identity: str) -> list[dict[str, Any]]:
        """Return every version of a bulletin, site by site, the oldest first; empty if no site has it.

        ``identity`` is its id, or the id that its new address would have if it has moved.
        """
        found = []
        for site in self.sites():
            moved = select(ADDRESSES.c.id).where(ADDRESSES.c.site == site, ADDRESSES.c.address == identity)
            own = self._connection.scalar(moved) or identity
            statement = select(VERSIONS).where(VERSIONS.c.site == site, VERSIONS.c.id.in_({identity, own}))
            directory = self.layout.bulletins(site)
            rows = self._connection.execute(statement.order_by(VERSIONS.c.revision))
            found += [read_version(directory / row.segment, row.offset) for row in rows]
        if not found:
            self._check_sites()
        return found

    def _check_sites(self) -> None:
        """Raise ``ArchiveUnread`` if a site has segments and the index has read no segment of it."""
        indexed = set(self._connection.scalars(select(SEGMENTS.c.site).distinct()))
        lacking = [site for site in self.layout.sites() if site not in indexed and self.layout.segments(site)]
        if lacking:
            raise ArchiveUnread(
                f"{self.layout.index} does not hold {', '.join(lacking)} yet: 'scrapy reindex' rebuilds it"
            )


_GIVEN_UP = """
SELECT word, count(*) FROM settled WHERE site = ? AND word != ?
AND NOT EXISTS (SELECT 1 FROM bulletins WHERE bulletins.site = settled.site AND bulletins.id = settled.id)
GROUP BY word ORDER BY word"""


def given_up_counts(layout: Layout, site: str) -> dict[str, int] | None:
    """Return how many articles of a site were given up with which status; None if the index cannot be read."""
    try:
        with closing(sqlite3.connect(layout.index_uri, uri=True)) as index:
            return dict(index.execute(_GIVEN_UP, [site, RowStatus.ELSEWHERE]))
    except sqlite3.Error:
        return None


_TOTALS = "SELECT count(*), sum(revision), sum(change = 'withdrawn') FROM bulletins WHERE site = ?"


def bulletin_totals(layout: Layout, site: str) -> tuple[int | None, int | None, int | None]:
    """Return the counts of bulletins, versions and withdrawn bulletins in the index; None if it cannot be read."""
    try:
        with closing(sqlite3.connect(layout.index_uri, uri=True)) as index:
            bulletins, versions, withdrawn = index.execute(_TOTALS, [site]).fetchone()
    except sqlite3.Error:
        return None, None, None
    return bulletins, versions or 0, withdrawn or 0
