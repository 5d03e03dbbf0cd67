"""Rebuild the index from segments and run records while no run uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from bulletin_spider.archive.index.damage import delete_index
from bulletin_spider.archive.index.hosts import remove_hosts, remove_site
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.tables import BULLETINS, LAST_RECORD, VERSIONS
from bulletin_spider.archive.locks.site_lock import lock_locally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout


class IndexedCounts(NamedTuple):
    """What the rebuilt index of a site holds."""

    site: str
    bulletins: int
    versions: int
    runs: int


def reindex(layout: Layout, sites: list[str], *, whole: bool) -> Iterator[IndexedCounts]:
    """Delete the index of each site and derive it from its segments and run records.

    ``sites`` may be the ``whole`` archive: then no file of another site stays either. Raises ``LockedSite`` before any
    change if a run of one of the sites is in progress, or later, if one begins meanwhile; ``ArchiveFault`` and
    ``DamagedSegment``.
    """
    for site in sites:
        lock_locally(layout, site).release()
    if whole:
        remove_hosts(layout)
        for other in {*layout.indexed_sites()} - {*sites}:
            delete_index(layout.index(other))
    for site in sites:
        lock = lock_locally(
            layout, site
        )  # one at a time: a process may open fewer files than there are sites
        try:
            yield _rebuild(layout, site)
        finally:
            lock.release()


def _rebuild(layout: Layout, site: str) -> IndexedCounts:
    delete_index(layout.index(site))
    index = Index.open(layout, site)
    try:
        with index.engine.connect() as connection:
            bulletins, versions = (
                connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (BULLETINS, VERSIONS)
            )
            runs = connection.scalar(select(LAST_RECORD.c.number)) or 0
    finally:
        index.close()
    return IndexedCounts(site, bulletins, versions, runs)


def remove_indexed_site(layout: Layout, site: str) -> None:
    """Delete the index of a site whose files are gone; the caller holds its lock."""
    delete_index(layout.index(site))
    remove_site(layout, site)
