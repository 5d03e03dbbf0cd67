"""Rebuild the index from segments and run records while no run uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.index.index import Index
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
    indexes = site_indexes(layout)
    if whole:
        indexes.begin_rebuild(sites)
    for site in sites:
        lock = lock_locally(
            layout, site
        )  # one at a time: a process may open fewer files than there are sites
        try:
            yield _rebuild(layout, site)
        finally:
            lock.release()


def _rebuild(layout: Layout, site: str) -> IndexedCounts:
    index = Index.rebuilt(layout, site)
    try:
        return IndexedCounts(site, *index.counts())
    finally:
        index.close()


def remove_indexed_site(layout: Layout, site: str) -> None:
    """Remove the index of a site whose files are gone; the caller holds its lock."""
    site_indexes(layout).remove(site)
