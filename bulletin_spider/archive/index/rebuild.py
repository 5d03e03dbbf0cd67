"""Rebuild the index from segments and run records while no run uses it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout
from sqlalchemy import delete, func, select

from bulletin_spider.archive.atomic_files import make_directory
from bulletin_spider.archive.index.damage import delete_index, index_lock
from bulletin_spider.archive.index.faults import FaultTranslator, index_fault
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.tables import BULLETINS, METADATA, RUNS, VERSIONS, open_database
from bulletin_spider.exceptions import ArchiveFault, LockedSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout


class IndexedCounts(NamedTuple):
    """How many rows of a site the rebuilt index holds."""

    site: str
    bulletins: int
    versions: int
    runs: int


def reindex(layout: Layout, sites: list[str], *, whole: bool) -> Iterator[IndexedCounts]:
    """Rebuild the index site by site; ``whole`` deletes its file first.

    Raises ``LockedSite`` before any change if a run of one of the sites is in progress, ``ArchiveFault`` and
    ``DamagedSegment``.
    """
    with ExitStack() as locks:
        for site in sites:
            locks.enter_context(lock_site(layout, site))
        if whole:
            delete_index(layout)
        for site in sites:
            yield _rebuild(layout, site)


def _rebuild(layout: Layout, site: str) -> IndexedCounts:
    index = Index.open(layout, site)
    try:
        index.rebuild()
        with index.engine.connect() as connection:
            counts = [
                connection.scalar(select(func.count()).select_from(table).where(table.c.site == site)) or 0
                for table in (BULLETINS, VERSIONS, RUNS)
            ]
    finally:
        index.close()
    return IndexedCounts(site, *counts)


def lock_site(layout: Layout, site: str) -> FileLock:
    """Return the acquired lock of a site, which its release ends. Raises ``LockedSite`` or ``ArchiveFault``."""
    lock = FileLock(layout.lock(site))
    try:
        make_directory(layout.lock(site).parent)
        lock.acquire(blocking=False)
    except Timeout:
        raise LockedSite(f"{site} is in use by a run, which holds {layout.lock(site)}; try again") from None
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    return lock


def remove_indexed_site(layout: Layout, site: str) -> None:
    """Delete the rows of a site whose files are gone."""
    if not layout.index.exists():
        return
    with index_lock(layout):
        engine = open_database(layout.index, FaultTranslator(index_fault(layout.index)))
        try:
            with engine.begin() as connection:
                for table in METADATA.sorted_tables:
                    connection.execute(delete(table).where(table.c.site == site))
        finally:
            engine.dispose()
