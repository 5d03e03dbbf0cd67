"""The index made anew from what it is derived from, while no run looks at it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout
from sqlalchemy import func, select

from bulletin_spider.archive.index.damage import remove
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.index.tables import BULLETINS, RUNS, VERSIONS
from bulletin_spider.exceptions import ArchiveFault, LockedSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout


class Indexed(NamedTuple):
    """How much of a site the new index holds."""

    site: str
    bulletins: int
    versions: int
    runs: int


def reindex(layout: Layout, sites: list[str], *, whole: bool) -> Iterator[Indexed]:
    """Make the index anew, site by site; ``whole`` removes its file first.

    Raises ``LockedSite`` before anything is touched if one of the sites is under way, ``ArchiveFault`` and
    ``DamagedSegment``.
    """
    with ExitStack() as held:
        for site in sites:
            held.enter_context(_lock(layout, site))
        if whole:
            remove(layout)
        for site in sites:
            yield _renewed(layout, site)


def _renewed(layout: Layout, site: str) -> Indexed:
    index = Index.open(layout, site)
    try:
        index.renew()
        with index.engine.connect() as connection:
            counts = [
                connection.scalar(select(func.count()).select_from(table).where(table.c.site == site)) or 0
                for table in (BULLETINS, VERSIONS, RUNS)
            ]
    finally:
        index.close()
    return Indexed(site, *counts)


def _lock(layout: Layout, site: str) -> FileLock:
    lock = FileLock(layout.lock(site))
    try:
        layout.lock(site).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        raise LockedSite(f"{site} is under way, in a run that holds {layout.lock(site)}; try again") from None
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    return lock
