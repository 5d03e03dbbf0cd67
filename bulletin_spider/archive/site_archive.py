"""Open one site's archive for a run: lock it, recover what killed runs left, open the index, name the run."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from bulletin_spider.archive.atomic_files import make_directory, remove
from bulletin_spider.archive.captures.deduplication import ArchivedResponses
from bulletin_spider.archive.captures.recovery import recover_captures
from bulletin_spider.archive.captures.same_listings import SameListings
from bulletin_spider.archive.captures.writer import ROLL_BYTES, CaptureWriter
from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.locks.site_lock import SiteLock, lock_site
from bulletin_spider.archive.reading_journal import ReadingJournal
from bulletin_spider.archive.record_chain import newest_name
from bulletin_spider.archive.run_records import new_run_name, recorded_files
from bulletin_spider.archive.upgrade import upgrade_site
from bulletin_spider.clock import CLOCK, Clock
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.items import Bulletin


@dataclass(slots=True)
class SiteArchive:
    """The archive of one site during one run, from taking the lock to its release."""

    layout: Layout
    site: str
    run: str
    index: Index
    lock: SiteLock
    captures: CaptureWriter
    archived_responses: ArchivedResponses
    same_listings: SameListings
    reading: ReadingJournal
    clock: Clock = CLOCK
    recovered: list[Path] = field(default_factory=list)
    """Files of killed runs that are in no run record yet."""
    published: list[Path] = field(default_factory=list)
    """The segments that this run has published."""
    accepted: dict[Path, tuple[int, int, str]] = field(default_factory=dict)
    """Segment → lines, bytes and SHA-256 with which the object store has accepted it; on a disk they are read again."""
    waiting: dict[str, Bulletin] = field(default_factory=dict)
    """Bulletins whose lines the open segment holds back, because a file of theirs may still come."""
    unfinished: bool = False
    """Whether something is left for the next run to do, such as to refresh what is derived."""

    @classmethod
    def begin(
        cls, layout: Layout, site: str, now: dt.datetime, roll_at: int = ROLL_BYTES, clock: Clock = CLOCK
    ) -> Self:
        """Lock the site, open the index, recover the captures of killed runs and remove their half-written files.

        Raises ``LockedSite`` if another run of the site is in progress, ``ArchiveFault`` if the archive cannot be
        written.
        """
        lock = lock_site(layout, site, now)
        with ExitStack() as undo:
            undo.callback(lock.release)
            try:
                make_directory(layout.bulletins(site))
                upgrade_site(layout, site)
                index = Index.open(layout, site)
                undo.callback(index.close)
                recovered = [] if index.untouched else _recover(layout, site, index)
                names = (index.last_run(), newest_name(layout, site), *map(run_of, recovered))
                run = max(new_run_name(now, max(filter(None, names), default=None)), lock.run)
                while layout.log(site, run).exists():  # a run that was killed within this second
                    run = new_run_name(now, run)
                lock.name_run(run)
            except OSError as error:
                raise ArchiveFault(layout.root, error) from error
            undo.pop_all()  # from here on, the run ends what it has begun
        archived = ArchivedResponses.from_record(index.last_record())
        captures = CaptureWriter(
            layout,
            site,
            run,
            roll_at,
            archived=archived,
        )
        captures.clock = clock
        same = SameListings(captures, archived, now)
        reading = ReadingJournal.open(layout.reading(site), run)
        return cls(layout, site, run, index, lock, captures, archived, same, reading, clock, recovered)

    @property
    def follows_clean_run(self) -> bool:
        """Whether the last run has left nothing to do: no half-written file, no stale manifest."""
        return self.index.untouched

    def end(self, *, clean: bool = True) -> None:
        """Close the archive when the run is recorded and what is derived is fresh.

        If the run was not ``clean``, the next run looks for half-written files and refreshes what is derived.
        """
        try:
            if clean and not self.unfinished:
                self.index.store_stamp()
        finally:
            self.close()

    def discard(self) -> None:
        """Close the archive and leave nothing of the run in it."""
        self.captures.discard()
        self.close()
        for directory in (self.layout.bulletins(self.site), self.layout.captures_dir(self.site)):
            with suppress(OSError):  # it holds files of earlier runs, or was not made
                directory.rmdir()

    def close(self) -> None:
        """Close the index and release the lock, without adding anything: for a run that cannot start."""
        self.index.close()
        self.reading.close()
        if self.captures.queue:
            self.captures.queue.close()
        self.lock.release()


def _recover(layout: Layout, site: str, index: Index) -> list[Path]:
    """Clean up after killed runs and return the files that no record names; names of runs only grow.

    Besides those of killed runs these are files of the last recorded run that it could not publish itself, and captures
    that this machine could not put into the object store before a run on another one was recorded.
    """
    finals = {layout.captures_dir(site) / path.stem for path in layout.open_captures(site)}
    put_before = {path for path in finals if path.exists()}
    captures = recover_captures(layout, site)
    for leftover in layout.leftovers(site):
        remove(leftover)
    last = index.last_record()
    recorded, named = last.get("run", ""), recorded_files(last)
    files = {*captures, *layout.files_since(site, recorded)}
    return sorted(
        path
        for path in files
        if run_of(path) > recorded
        or (run_of(path) == recorded and path.relative_to(layout.root).as_posix() not in named)
        or (path in captures and path not in put_before)
    )
