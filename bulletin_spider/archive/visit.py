"""A run's hold on one site's archive: the lock, what earlier runs left, what is known, and the run's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from bulletin_spider.archive.index import Index
from bulletin_spider.archive.runs import new_run
from bulletin_spider.exceptions import ArchiveFault, LockedSite

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.archive.layout import Layout


@dataclass(slots=True)
class Visit:
    """One run of one site, from the lock to its release."""

    layout: Layout
    site: str
    run: str
    index: Index
    lock: FileLock

    @classmethod
    def begin(cls, layout: Layout, site: str, now: dt.datetime) -> Self:
        """Lock the site, clear away what a killed run left half written, and open the index.

        The kernel holds the lock, so it cannot outlive the process. Raises ``LockedSite`` if another run
        of the site is under way, ``ArchiveFault`` if the archive cannot be written.
        """
        lock = FileLock(layout.lock(site))
        try:
            layout.lock(site).parent.mkdir(parents=True, exist_ok=True)
            layout.bulletins(site).mkdir(parents=True, exist_ok=True)
            lock.acquire(blocking=False)
        except Timeout:
            raise LockedSite(
                f"{site} is being crawled by another run, which holds {layout.lock(site)}"
            ) from None
        except OSError as error:
            raise ArchiveFault(layout.root, error) from error
        for leftover in layout.leftovers(site):
            leftover.unlink()
        index = Index.open(layout, site)
        return cls(layout, site, new_run(now, index.last_run()), index, lock)

    def end(self) -> None:
        """Bring the index up to date with what was published, and let the next run in."""
        try:
            self.index.catch_up()
        finally:
            self.index.close()
            self.lock.release()
