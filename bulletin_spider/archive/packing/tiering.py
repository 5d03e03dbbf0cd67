"""Move packs of captures out of the archive and back, so that each is whole in one of both places at any instant.

The order is: copy the pack under a temporary name, read the copy back, append the event to the run records, write the
tombstone, remove the pack. The next call finishes what an interrupted one has begun.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.atomic_files import (
    local_file,
    make_directory,
    open_part,
    publish,
    remove,
    remove_synced,
    replace,
)
from bulletin_spider.archive.file_names import TIERED_SUFFIX, pack_month
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.object_store.checksums import kept_digest
from bulletin_spider.archive.packing.needed_captures import needed_packs
from bulletin_spider.archive.packing.pack_file import RESTORE, UnpackableMonth
from bulletin_spider.archive.packing.pack_history import PackHistory
from bulletin_spider.archive.packing.pack_tables import table_content, tombstone
from bulletin_spider.archive.run_records import append_event
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bulletin_spider.archive.atomic_files import Part
    from bulletin_spider.archive.index.schedule import Schedule
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.packing.pack_history import NamedFile

_READ_SIZE = 1 << 20
"""Bytes that are read at once, so that memory stays flat."""


class MovedPack(NamedTuple):
    """What became of a pack: where it is now, or why it stays where it was."""

    site: str
    name: str
    bytes: int
    place: str = ""
    problem: str = ""


def tier_site(  # noqa: PLR0913 - which packs, where to, and when
    layout: Layout, site: str, before: str, to: Path, *, schedule: Schedule, now: dt.datetime
) -> Iterator[MovedPack]:
    """Move the packs of captures of the months before ``before``, YYYY-MM, to the directory ``to``.

    A pack with a capture that a run may still read stays: ``schedule`` says how long bulletins are visited again.
    Raises ``LockedSite`` if the site is in use, ``ArchiveFault``.
    """
    lock = lock_site(layout, site)
    try:
        tiering = _SiteTiering(layout, site, now)
        tiering.finish()
        yield from tiering.tier(before, to, schedule)
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        lock.release()


def fetch_site(
    layout: Layout, site: str, before: str, source: Path | None, now: dt.datetime
) -> Iterator[MovedPack]:
    """Copy packs that were moved back into the archive, by default of all months; the copies elsewhere stay.

    ``source`` is the directory that holds them, if it is not the one that they were moved to. Raises as
    :func:`tier_site`.
    """
    lock = lock_site(layout, site)
    try:
        yield from _SiteTiering(layout, site, now).fetch(before, source)
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        lock.release()


class _SiteTiering:
    def __init__(self, layout: Layout, site: str, now: dt.datetime) -> None:
        self.layout, self.site, self.now = layout, site, now
        self.history = PackHistory.read(layout, site)
        # The lock is held: nobody writes these files, and a tombstone of a pack that was fetched is left over.
        stale = (path for path in layout.tombstones(site) if self._is_here(path))
        remove_synced([*layout.leftovers(site), *stale])

    def tier(self, before: str, to: Path, schedule: Schedule) -> Iterator[MovedPack]:
        packs = [pack for pack in self._of_captures() if pack_month(Path(pack.name)) < before]
        here = [pack for pack in packs if pack.name not in self.history.moved]
        if not here:
            return
        index = Index.open(self.layout, self.site)
        try:
            needed = needed_packs(index, self.history, schedule, self.now)
        finally:
            index.close()
        for pack in here:
            try:
                _check_not_needed(pack.name, needed)
                self._tier(pack, to)
            except UnpackableMonth as problem:
                yield MovedPack(self.site, pack.name, pack.bytes, problem=str(problem))
            else:
                yield MovedPack(self.site, pack.name, pack.bytes, str(to))

    def finish(self) -> None:
        """Remove the packs that an interrupted call has moved, and write the tombstones that it has not."""
        for name, place in self.history.moved.items():
            path = self.layout.root / name
            if path.is_file():
                with suppress(UnpackableMonth):  # the copy cannot be read now, so the pack stays
                    _check_copy(Path(place) / name, self.history.packs[name])
                    self._bury(self.history.packs[name], place)
            elif table_content(_tombstone(path)) != tombstone(self.history.packs[name], place):
                self._bury(self.history.packs[name], place)

    def fetch(self, before: str, source: Path | None) -> Iterator[MovedPack]:
        for name, place in list(self.history.moved.items()):
            if before and pack_month(Path(name)) >= before:
                continue
            pack, origin = self.history.packs[name], source or Path(place)
            try:
                self._fetch(pack, origin)
            except UnpackableMonth as problem:
                yield MovedPack(self.site, name, pack.bytes, problem=str(problem))
            else:
                yield MovedPack(self.site, name, pack.bytes, str(self.layout.root))

    def _is_here(self, left: Path) -> bool:
        name = left.with_suffix("").relative_to(self.layout.root).as_posix()
        return name in self.history.packs and name not in self.history.moved

    def _of_captures(self) -> list[NamedFile]:
        return [pack for name, pack in sorted(self.history.packs.items()) if name.startswith("captures/")]

    def _tier(self, pack: NamedFile, to: Path) -> None:
        path = self.layout.root / pack.name
        if not path.is_file():
            raise UnpackableMonth(f"it is missing: {RESTORE}")
        if any((self.layout.root / file.name).is_file() for file in self.history.files_of(pack.name)):
            raise UnpackableMonth(f"its packing was interrupted: '{PROGRAM} pack {self.site}' finishes it")
        _copy(path, to / pack.name, pack)
        self._note(RecordEvent.TIERED, pack, {"to": str(to)})
        self._bury(pack, str(to))

    def _bury(self, pack: NamedFile, place: str) -> None:
        """Write the tombstone of a pack, and remove the pack."""
        path = self.layout.root / pack.name
        with open_part(_tombstone(path)) as part:
            part.write(tombstone(pack, place))
            replace(part, _tombstone(path))
        remove_synced([path])

    def _fetch(self, pack: NamedFile, source: Path) -> None:
        path = self.layout.root / pack.name
        if path.is_file():
            _check_copy(path, pack)
        else:
            _copy(source / pack.name, path, pack)
        self._note(RecordEvent.FETCHED, pack, {"from": str(source)})
        remove_synced([_tombstone(path)])

    def _note(self, event: RecordEvent, pack: NamedFile, place: dict[str, str]) -> None:
        fields: dict[str, Any] = {"month": pack_month(Path(pack.name)), **place, "packs": [pack._asdict()]}
        append_event(self.layout, self.site, event, self.now, **fields)


def _copy(source: Path, target: Path, pack: NamedFile) -> None:
    """Copy a pack and read the copy back; raise ``UnpackableMonth`` if either is not the pack that was written."""
    if target.exists():
        _check_copy(target, pack)
        return
    try:
        directory = local_file(target).parent
        make_directory(directory)
        free = shutil.disk_usage(directory).free
        if free < pack.bytes:
            raise UnpackableMonth(f"it has {pack.bytes:,} bytes, and {free:,} are free at {directory}")
        with open_part(target) as part:
            try:
                _write_copy(source, part, pack)
                publish(part, target)
            except BaseException:
                remove(Path(part.name))
                raise
    except OSError as error:
        raise UnpackableMonth(f"{error.filename or target}: {error.strerror or error}") from error


def _write_copy(source: Path, part: Part, pack: NamedFile) -> None:
    sha256 = hashlib.sha256()
    with source.open("rb") as original:
        while chunk := original.read(_READ_SIZE):
            sha256.update(chunk)
            part.write(chunk)
    if sha256.hexdigest() != pack.sha256:
        raise UnpackableMonth(f"{source} is not the pack that was written: {RESTORE}")
    part.sync()
    _check_copy(Path(part.name), pack)


def _check_copy(path: Path, pack: NamedFile) -> None:
    """Raise ``UnpackableMonth`` if a file is not the pack."""
    try:
        if kept_digest(path).sha256 != pack.sha256:
            raise UnpackableMonth(f"{path} is not the pack that was written: move it away")
    except OSError as error:
        raise UnpackableMonth(f"{path} cannot be read: {error.strerror or error}") from error


def _tombstone(pack: Path) -> Path:
    return pack.with_name(pack.name + TIERED_SUFFIX)


def _check_not_needed(pack: str, needed: dict[str, dt.date | None]) -> None:
    """Raise ``UnpackableMonth`` if a run may still read a capture in a pack."""
    if pack in needed:
        until = needed[pack]
        when = f"until {until}" if until else "until they are found or withdrawn"
        raise UnpackableMonth(f"bulletins in it, or their files, are asked for again {when}")
