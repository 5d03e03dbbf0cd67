"""Try what every run needs of the archive: it is there, it can be written, and it has room left."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.atomic_files import local_file, write_error
from bulletin_spider.archive.index.totals import bytes_a_day
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_DERIVED = 1.4
"""Bytes on disk for each byte that a record names: the index adds 0.14 (docs/architecture.md), the search index about
twice as much."""
_LEAST_FREE = 100_000_000
"""Bytes: 50 MB for the pages of a run of half an hour, at one page a second and 30 KB a page, and 50 MB for the files
that one bulletin may have."""
_LEAST_DAYS = 14
"""Days in which a person can make room, also after a holiday."""
_FAR = 3650
"""Days; a longer forecast is no information."""
_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"))


class Problem(NamedTuple):
    """What needs a person, of a site or of the archive: what to do, and the outcome for the exit code."""

    subject: str
    text: str
    advice: str
    outcome: Outcome


@dataclass
class ArchiveStatus:
    """The state of the archive as a whole; also a part of what ``bulletin status --json`` prints."""

    root: str
    free: int | None = None
    """Bytes that are free for this user on the disk of the archive, or of its local files; null if it is not there."""
    growth: int | None = None
    """Bytes that the archive grows by in a day; null if it is not known yet."""
    days_left: int | None = None
    """Days until the disk is full at this pace; null if it is not known, as that of an object store."""
    unchecked: str | None = None
    """What this user may not write, though its owner may: whether runs can write it is not checked."""
    undelivered: list[dict[str, Any]] = field(default_factory=list)
    """The targets of watches that could not be reached."""
    local: str | None = None
    """The directory of the local files of an archive in an object store; null if the archive is a directory itself."""

    def __str__(self) -> str:
        """Return the line for a person."""
        if self.free is None:
            return f"archive {self.root}: not there"
        text = f"archive {self.root}: {bytes_text(self.free)} free"
        if self.local:
            text += f" for its local files in {self.local}"
            return text if self.growth is None else f"{text}; grows by {bytes_text(self.growth)} a day"
        if self.growth is None:
            return f"{text}; how fast it grows is not known yet"
        days = self.days_left
        if days is None or days > _FAR:
            return f"{text}; grows by {bytes_text(self.growth)} a day: room for more than {_FAR // 365} years"
        return f"{text}; grows by {bytes_text(self.growth)} a day: room for {days} days"


def archive_status(
    layout: Layout, growths: Iterable[float | None], sites: Iterable[str], *, only_read: bool = False
) -> tuple[ArchiveStatus, list[Problem]]:
    """Return the state of the archive and what is wrong with it. ``growths`` are the sites', in bytes a day.

    With ``only_read`` nothing is tried that writes: the runs may be of another user, who may write.
    """
    status = ArchiveStatus(str(layout.root))
    status.local = str(layout.local_root) if in_store(layout.root) else None
    if not (layout.root / "runs").is_dir():
        text = f"there is no archive at {layout.root}"
        todo = (
            f"set BULLETIN_ARCHIVE to the archive's directory or address, or begin one: {PROGRAM} crawl SITE"
        )
        return status, [Problem("archive", text, todo, Outcome.USAGE)]
    status.free = shutil.disk_usage(_existing(layout.local_root)).free
    if known := [growth for growth in growths if growth is not None]:
        status.growth = round(sum(known))
        if status.growth and not status.local:
            status.days_left = int(status.free / status.growth)
    unwritable = [] if only_read else _write_problems(layout, sites, status)
    return status, [*unwritable, *_space_problems(status)]


def site_growth(past: Mapping[str, Any], now: dt.datetime) -> float | None:
    """Return by how many bytes a day a site grows; None if that is not known. ``past`` is that of its totals."""
    stored = bytes_a_day(past, now)
    return None if stored is None else stored * _DERIVED


def bytes_text(count: float) -> str:
    """Return a number of bytes for a person: ``1.2 MB``."""
    for size, unit in _UNITS:
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} bytes"


def _write_problems(layout: Layout, sites: Iterable[str], status: ArchiveStatus) -> Iterator[Problem]:
    """Yield the first thing that cannot be written.

    What belongs to another user, and is closed to this one, is no problem: the runs may be those of its owner.
    """
    found = next(_unwritable(layout, sites), None)
    if found is None:
        return
    place, error = found
    if error.errno == errno.EACCES and _belongs_to_another(layout, place):
        status.unchecked = str(place)
        return
    fault = ArchiveFault(layout.root if status.local else place, error)
    text, _, todo = str(fault).partition("; ")
    yield Problem("archive", text, todo, Outcome.OUTPUT_FAILED)


def _unwritable(layout: Layout, sites: Iterable[str]) -> Iterator[tuple[Path, OSError]]:
    """Yield what cannot be written, and why: the disk or the store is tried, permissions are looked up."""
    for place in dict.fromkeys((layout.root, _existing(layout.local_root))):
        if error := write_error(place):
            yield place, error
    for path in _written_by_runs(layout, sites):
        if not _is_writable(path):
            number = errno.EROFS if _is_read_only(path) else errno.EACCES
            yield path, OSError(number, os.strerror(number), str(path))


def _belongs_to_another(layout: Layout, place: Path) -> bool:
    """Whether runs may well be able to write a place that is closed to this user.

    The owner of an object is not known. A machine that keeps logs of runs must be able to write; others only read.
    """
    if in_store(place):
        return not (layout.local_root / "logs").is_dir()
    return place.stat().st_uid != os.geteuid()


def _written_by_runs(layout: Layout, sites: Iterable[str]) -> Iterator[Path]:
    """Yield the local files and directories that runs write to."""
    names = ("runs", "bulletins", "captures", "rejected", "logs")
    yield from (layout.local_root / name for name in names)
    yield layout.local_root / "index"
    for site in sites:
        yield layout.index(site)
        written = (layout.bulletins(site), layout.captures_dir(site), *layout.run_files(site))
        yield from map(local_file, written)


def _existing(directory: Path) -> Path:
    """Return a directory, or the nearest one above it that is there."""
    return next(one for one in (directory, *directory.parents) if one.exists())


def _is_writable(path: Path) -> bool:
    return not path.exists() or os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _is_read_only(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _space_problems(status: ArchiveStatus) -> Iterator[Problem]:
    free, days = status.free or 0, status.days_left
    if free < _LEAST_FREE:
        text = f"only {bytes_text(free)} are free; a run may store {bytes_text(_LEAST_FREE)}"
    elif days is not None and days < _LEAST_DAYS:
        text = f"the disk is full in {days} days if the archive grows as in the last month"
    else:
        return
    larger = "move the archive to" if status.local is None else "set BULLETIN_CACHE to a directory on"
    yield Problem("archive", text, f"make room (df -h), or {larger} a larger disk", Outcome.INCOMPLETE)
