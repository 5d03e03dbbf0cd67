"""Pack the closed months of a site, so that a kill at any instant leaves every published line and capture readable.

The order is: write the pack under a temporary name, check it, give it its name, write the table, append the event to
the run records, remove the old files. The next call finishes or undoes what an interrupted one has begun.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.atomic_files import remove, remove_synced
from bulletin_spider.archive.captures.writer import ROLL_BYTES
from bulletin_spider.archive.file_names import pack_month
from bulletin_spider.archive.layout import packed_places
from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.object_store.checksums import kept_digest
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.packing.pack_file import (
    RESTORE,
    OtherPack,
    UnpackableMonth,
    WrittenPack,
    write_pack,
)
from bulletin_spider.archive.packing.pack_history import NamedFile, PackedFile, PackHistory, file_month
from bulletin_spider.archive.packing.pack_tables import write_tables
from bulletin_spider.archive.packing.run_folding import FoldedRuns, can_be_folded, fold_runs
from bulletin_spider.archive.packing.unpacked import has_unpacked
from bulletin_spider.archive.run_records import append_event, last_run_name
from bulletin_spider.archive.site_files import SiteFiles
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_spider.archive.layout import Layout

_SPARE = 10_000_000
"""Bytes that must be free beside those of the packs: for tables, the event, and a run that begins meanwhile."""
_BULLETINS, _CAPTURES, _REJECTED = "bulletins", "captures", "rejected"


class PackedMonth(NamedTuple):
    """What became of a month of a site: the files that were packed, or why it stays as it is."""

    site: str
    month: str
    files: int = 0
    packs: int = 0
    bytes: int = 0
    problem: str = ""


def pack_site(  # noqa: PLR0913 - what is packed, and when
    layout: Layout,
    site: str,
    before: str,
    now: dt.datetime,
    *,
    segments: bool = False,
    roll_at: int = ROLL_BYTES,
    named: bool = True,
) -> Iterator[PackedMonth | FoldedRuns]:
    """Pack the months of a site before the month ``before``, YYYY-MM, by default all, and yield what became of each.

    In an object store fold the run records first. ``segments`` packs the segments too. A month that is packed already,
    or of which nothing was kept, is not mentioned. A site in a store that is not ``named`` is left alone if a list of
    its objects shows nothing to do. Raises ``LockedSite`` if the site is in use, ``ArchiveFault``.
    """
    closed = min(filter(None, (before, f"{now.astimezone(dt.UTC):%Y-%m}")))
    runs, lock = layout.runs(site), None
    try:
        has_months = (
            named or not isinstance(runs, StorePath) or has_unpacked(layout, site, closed, segments=segments)
        )
        if not has_months and not (isinstance(runs, StorePath) and can_be_folded(runs)):
            return
        lock = lock_site(layout, site, now)
        if isinstance(runs, StorePath):
            folded = fold_runs(runs)
            if folded.lines or folded.problem:
                yield folded
        if has_months:
            yield from _SitePacking(layout, site, now, roll_at).months(closed, segments=segments)
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        if lock:
            lock.release()


class _SitePacking:
    def __init__(self, layout: Layout, site: str, now: dt.datetime, roll_at: int) -> None:
        self.layout, self.site, self.now, self.roll_at = layout, site, now, roll_at
        self.history = PackHistory.read(layout, site)
        self.files = SiteFiles(layout, site)

    def months(self, before: str, *, segments: bool) -> Iterator[PackedMonth]:
        self._remove_leftovers()
        yield from self._finish()
        months: defaultdict[str, list[NamedFile]] = defaultdict(list)
        for name, file in self.history.recorded.items():
            if name not in self.history.files and "" < file_month(name) < before:
                months[file_month(name)].append(file)
        published = [name for name in self.history.recorded if name.startswith(f"{_BULLETINS}/")]
        last_published = max(map(file_month, published), default="")
        begun = self._begun_segments()
        for month, files in sorted(months.items()):
            try:
                takes_segments = (segments and month < last_published) or month in begun
                yield from self._pack_month(month, files, segments=takes_segments)
            except UnpackableMonth as problem:
                yield PackedMonth(self.site, month, problem=str(problem))
        self._remove_logs(before)

    def _remove_logs(self, before: str) -> None:
        """Remove the logs of the closed months. A log after the last record shows that a run was killed: it stays."""
        closed, last = before.replace("-", ""), last_run_name(self.layout, self.site)
        for path in self.layout.logs(self.site):
            if path.name < closed and path.stem <= last:
                remove(path)

    def _remove_leftovers(self) -> None:
        """Remove half-written packs and tables; the lock is held, so nobody writes them."""
        remove_synced(self.layout.leftovers(self.site))

    def _begun_segments(self) -> set[str]:
        """Return the months whose pack of segments is published, and not named by an event yet."""
        directory = self.layout.bulletins(self.site)
        packs = {place.pack for place in packed_places(directory).values()}
        names = {path.name for path in self.layout.segment_files(self.site)} & packs
        return {
            file_month(name) for name in names if f"{_BULLETINS}/{self.site}/{name}" not in self.history.packs
        }

    def _finish(self) -> Iterator[PackedMonth]:
        """Write the tables that the events ask for, and remove the files that were packed and not removed."""
        if self.history.files and not self._begun_segments():
            write_tables(self.layout, self.site, self.history.files.values())
        left: defaultdict[str, list[PackedFile]] = defaultdict(list)
        for file in self.history.files.values():
            if self.files.still_has(file.name):
                left[file.pack].append(file)
        if any(name.startswith(f"{_BULLETINS}/") for name in left):
            refresh_manifest(self.layout, self.site, stale=True)
        for name, files in left.items():
            pack = self.layout.root / name
            month = pack_month(pack) or file_month(name)
            if not pack.is_file() or kept_digest(pack).sha256 != self.history.packs[name].sha256:
                problem = f"{name} is not the pack that was written: {RESTORE}; nothing was removed"
                yield PackedMonth(self.site, month, problem=problem)
                continue
            self._remove(files)

    def _pack_month(self, month: str, files: list[NamedFile], *, segments: bool) -> Iterator[PackedMonth]:
        for file in files:
            if not self.files.still_has(file.name):
                raise UnpackableMonth(f"{file.name} is missing: {RESTORE}")
        of_segments = [file for file in files if file.name.startswith(f"{_BULLETINS}/")] if segments else []
        others = [file for file in files if not file.name.startswith(f"{_BULLETINS}/")]
        needed = sum(file.bytes for file in (*others, *of_segments)) + _SPARE
        free = shutil.disk_usage(self.layout.local_root).free
        if free < needed:
            raise UnpackableMonth(f"packing needs {needed:,} bytes, and {free:,} are free: make room")
        written = list(self._write_others(month, others)) + list(self._write_segments(of_segments))
        if not written:
            return
        packed = [file for one in written for file in one.files]
        event = {
            "month": month,
            "packs": [one.pack._asdict() for one in written],
            "files": [_entry(file) for file in packed],
        }
        self.history.add({"event": RecordEvent.PACKED} | event)
        write_tables(self.layout, self.site, self.history.files.values())
        append_event(self.layout, self.site, RecordEvent.PACKED, self.now, **event)
        if of_segments:
            refresh_manifest(self.layout, self.site, stale=True)
        self._remove(packed)
        size = sum(one.pack.bytes for one in written)
        yield PackedMonth(self.site, month, len(packed), len(written), size)

    def _write_others(self, month: str, files: list[NamedFile]) -> Iterator[WrittenPack]:
        for folder, ending in ((_CAPTURES, ".warc.gz"), (_REJECTED, ".jsonl")):
            own = [file for file in files if file.name.startswith(f"{folder}/")]
            before = sum(name.startswith(f"{folder}/{self.site}/{month}") for name in self.history.packs)
            for number, group in enumerate(self._groups(own), before + 1):
                stem = f"{month}-{number}" if number > 1 else month
                yield self._write(f"{folder}/{self.site}/{stem}{ending}", group)

    def _write(self, name: str, files: list[NamedFile]) -> WrittenPack:
        try:
            return write_pack(self.layout.root, name, files, lambda _written: None)
        except OtherPack:
            # No event names it, and every file of its month is there: an interrupted call has left it.
            remove_synced([self.layout.root / name])
            return write_pack(self.layout.root, name, files, lambda _written: None)

    def _write_segments(self, files: list[NamedFile]) -> Iterator[WrittenPack]:
        if not files:
            return
        names = sorted(file.name for file in files)
        unrecorded = sorted(
            path.name
            for path in self.layout.segments(self.site)
            if names[0] < f"{_BULLETINS}/{self.site}/{path.name}" < names[-1]
            and f"{_BULLETINS}/{self.site}/{path.name}" not in self.history.recorded
        )
        if unrecorded:
            raise UnpackableMonth(
                f"the segment {unrecorded[0]} is in no run record: '{PROGRAM} verify' says more"
            )
        run, _, number = names[-1].removesuffix(".jsonl").rpartition("-")

        def write_table(written: WrittenPack) -> None:
            write_tables(self.layout, self.site, [*self.history.files.values(), *written.files])

        # The table is older than the pack: so no reader takes the pack for one more segment.
        yield write_pack(self.layout.root, f"{run}-{int(number) + 1:05d}.jsonl", sorted(files), write_table)

    def _groups(self, files: list[NamedFile]) -> Iterator[list[NamedFile]]:
        """Yield the files of each pack, in the order in which they were written."""
        group: list[NamedFile] = []
        for file in sorted(files, key=_writing_order):
            if group and sum(one.bytes for one in group) + file.bytes > self.roll_at:
                yield group
                group = []
            group.append(file)
        if group:
            yield group

    def _remove(self, files: Sequence[PackedFile]) -> None:
        remove_synced(self.layout.root / file.name for file in files)


def _writing_order(file: NamedFile) -> tuple[str, int, str]:
    """Return the sort key of files: the run, then its numbers; a longer name of a run has a larger number."""
    return file.name.rpartition("/")[2][: len("20261123T060000Z")], len(file.name), file.name


def _entry(file: PackedFile) -> dict[str, Any]:
    """Return the entry of a packed file in the event; only a file of lines has a number of lines."""
    return {name: value for name, value in file._asdict().items() if name != "lines" or value}
