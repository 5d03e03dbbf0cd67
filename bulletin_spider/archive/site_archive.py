"""A run's hold on one site's archive: the lock, what earlier runs left, what is known, and the run's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from bulletin_spider.archive.atomic_files import make_directory
from bulletin_spider.archive.captures.deduplication import Memory
from bulletin_spider.archive.captures.recovery import recover
from bulletin_spider.archive.captures.writer import ROLL_BYTES, CaptureFile
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.run_records import new_run
from bulletin_spider.exceptions import ArchiveFault, LockedSite

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


@dataclass(slots=True)
class SiteArchive:
    """One run of one site, from the lock to its release."""

    layout: Layout
    site: str
    run: str
    index: Index
    lock: FileLock
    captures: CaptureFile
    memory: Memory
    recovered: list[Path] = field(default_factory=list)
    """Files of killed runs that stand in no run's record yet."""
    published: list[Path] = field(default_factory=list)
    """The segments of this run that are on disk."""

    @classmethod
    def begin(cls, layout: Layout, site: str, now: dt.datetime, roll_at: int = ROLL_BYTES) -> Self:
        """Lock the site, recover captures and clear away what else a killed run left half written, open the index.

        The kernel holds the lock, so it cannot outlive the process. Raises ``LockedSite`` if another run
        of the site is under way, ``ArchiveFault`` if the archive cannot be written.
        """
        lock = FileLock(layout.lock(site))
        try:
            for place in (layout.lock(site).parent, layout.bulletins(site)):
                make_directory(place)
            lock.acquire(blocking=False)
        except Timeout:
            raise LockedSite(
                f"{site} is being crawled by another run, which holds {layout.lock(site)}"
            ) from None
        except OSError as error:
            raise ArchiveFault(layout.root, error) from error
        try:
            index = Index.open(layout, site)
            recovered = [] if index.untouched else _recovered(layout, site, index)
            last = max(filter(None, (index.last_run(), *map(run_of, recovered))), default=None)
        except OSError as error:
            raise ArchiveFault(layout.root, error) from error
        run = new_run(now, last)
        memory = Memory.of(index.last_record())
        captures = CaptureFile(layout, site, run, roll_at, archived=memory.archived, last_of=memory.last_of)
        return cls(layout, site, run, index, lock, captures, memory, recovered)

    def end(self, *, clean: bool = True) -> None:
        """Bring the index up to date with what was published, and let the next run in.

        Behind a run that was not ``clean`` the next one looks for what it left half written.
        """
        try:
            self.index.catch_up_with(self.published, clean=clean)
        finally:
            self.index.close()
            self.lock.release()


def _recovered(layout: Layout, site: str, index: Index) -> list[Path]:
    """Clear up behind a killed run, and return what it published; runs' names only ever grow."""
    captures = recover(layout, site)
    for leftover in layout.leftovers(site):
        leftover.unlink()
    recorded = index.last_record().get("run", "")
    files = (*captures, *layout.segments(site), *layout.captures(site), *layout.rejections(site))
    return sorted({path for path in files if run_of(path) > recorded})
