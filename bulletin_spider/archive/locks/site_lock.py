"""Lock a site, for which nobody waits: on this machine by a file, in an object store by a claim in the site's chain."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bulletin_spider.archive.atomic_files import make_directory
from bulletin_spider.archive.locks.unfinished_copy import unfinished_copy
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.chain.takeover import ClaimedElsewhere, has_open_claim
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.record_chain import newest_name
from bulletin_spider.archive.run_records import new_run_name
from bulletin_spider.exceptions import ArchiveFault, ArchiveUnread, LockedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


class SiteLock:
    """A site that this process alone extends, until :meth:`release` or the end of the process.

    The kernel holds the lock of the file. The claim in a store ends a while after the process, when a run on another
    machine takes the site over.
    """

    def __init__(self, file: FileLock, claim: SiteClaim | None = None) -> None:
        self._file, self.claim = file, claim

    @property
    def run(self) -> str:
        """The name of the run that the claim is for; empty without a claim."""
        return self.claim.holder.run if self.claim else ""

    @property
    def place(self) -> int:
        """The place in the site's chain that is claimed; 0 without a claim."""
        return self.claim.number if self.claim else 0

    def name_run(self, run: str) -> None:
        """Note that the run has another name than the site was locked with, as files have a later one."""
        if self.claim and run != self.claim.holder.run:
            self.claim.name_run(run)

    @property
    def superseded(self) -> ArchiveFault | None:
        """Which run has taken the site over from this one; None if none has, as far as this process knows."""
        return ArchiveFault(self.claim.runs, self.claim.lost) if self.claim and self.claim.lost else None

    @property
    def is_overdue(self) -> bool:
        """Whether the claim in the store should be confirmed before the site is asked for more."""
        return self.claim is not None and self.claim.is_overdue

    def confirm(self) -> None:
        """Ask the store whether the site is still ours: :attr:`superseded` is the answer. It may take minutes."""
        if self.claim:
            with suppress(OSError):  # if it does not answer, nobody can take the site over
                self.claim.confirm()

    def release(self) -> None:
        """Give the site back."""
        try:
            if self.claim:
                self.claim.release()
        finally:
            self._file.release()


def lock_site(layout: Layout, site: str, now: dt.datetime | None = None) -> SiteLock:
    """Lock a site for what extends it; ``now`` is the start of the run.

    Raises ``LockedSite`` or ``ArchiveFault``,
    ``ArchiveUnread`` if the site is a copy that is not finished.
    """
    lock = lock_locally(layout, site)
    with _released_by_fault(lock, layout, site):
        if remedy := unfinished_copy(layout, site):
            raise ArchiveUnread(f"the copy of {site} to {layout.root} is not finished: {remedy}")
    if isinstance(layout.root, StorePath):
        with _released_by_fault(lock, layout, site):
            now = now or dt.datetime.now(dt.UTC)
            run = new_run_name(now, newest_name(layout, site))
            claim = lock.claim = SiteClaim.take(_store_path(layout.runs(site)), run)
            if run <= claim.predecessor:  # its clock was ahead of ours
                claim.name_run(new_run_name(now, claim.predecessor))
    return lock


def lock_for_copy(layout: Layout, site: str) -> SiteLock:
    """Lock a site for a command that adds what another archive has. Raises as :func:`lock_site`."""
    lock = lock_locally(layout, site)
    if isinstance(layout.root, StorePath):
        with _released_by_fault(lock, layout, site):
            lock.claim = SiteClaim.take(_store_path(layout.runs(site)), "")
    return lock


def free_place(layout: Layout, site: str) -> int:
    """Return the next place in the chain of a site in a store; 0 if a run holds the site, or if it is on a disk.

    Who claims this place later knows that nobody has extended the site since. Raises ``OSError``.
    """
    if not isinstance(layout.root, StorePath):
        return 0
    runs = _store_path(layout.runs(site))
    RunObjects.forget(runs.store, runs.key)
    return 0 if has_open_claim(runs) else RunObjects.of(runs.store, runs.key).last + 1


@contextmanager
def unchanged_site(layout: Layout, site: str) -> Iterator[Callable[[], None]]:
    """Keep a site from changing while it is read, and yield what raises ``LockedSite`` if it has changed.

    On a disk its lock is held. In a store nothing is written, so that who may only read it can copy it; only the place
    of a run that was cut off is closed. Raises ``LockedSite`` or ``ArchiveFault``.
    """
    if not isinstance(layout.root, StorePath):
        lock = lock_locally(layout, site)
        try:
            yield lambda: None
        finally:
            lock.release()
        return
    runs = _store_path(layout.runs(site))
    RunObjects.forget(runs.store, runs.key)
    try:
        if has_open_claim(runs):
            lock_for_copy(layout, site).release()
        before = RunObjects.of(runs.store, runs.key)
    except OSError as error:
        raise ArchiveFault(layout.root, error, "read") from error

    def check() -> None:
        if not RunObjects(runs.store, runs.key).equals(before):
            raise LockedSite(f"{site} was crawled or packed at {layout.root} meanwhile: copy it again")

    yield check


@contextmanager
def _released_by_fault(lock: SiteLock, layout: Layout, site: str) -> Iterator[None]:
    """Release the lock if the site cannot be claimed. Raises ``LockedSite`` or ``ArchiveFault``."""
    try:
        yield
    except ClaimedElsewhere as other:
        lock.release()
        raise LockedSite(f"{site} is in use by another run: {other}") from None
    except OSError as error:
        lock.release()
        raise ArchiveFault(layout.root, error) from error
    except BaseException:
        lock.release()
        raise


def lock_locally(layout: Layout, site: str) -> SiteLock:
    """Lock what this machine derives from a site, and the site itself if the archive is on its disk.

    Raises ``LockedSite`` or ``ArchiveFault``.
    """
    file = FileLock(layout.lock(site))
    try:
        make_directory(layout.lock(site).parent)
        file.acquire(blocking=False)
    except Timeout:
        raise LockedSite(f"{site} is in use by another run, which holds {layout.lock(site)}") from None
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    return SiteLock(file)


def _store_path(path: Path) -> StorePath:
    assert isinstance(path, StorePath)
    return path
