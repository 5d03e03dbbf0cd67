"""Read the published archive. One file that needs only Python's standard library: copy it into your own project.

    for bulletin in latest("output"): ...                         # each bulletin in its latest wording
    for version in changes("output", since="2026-11-01"): ...     # what is new, edited or withdrawn since then

A consumer that reads again later keeps a cursor: for each site the name of the last segment that it has read.

    for segment in segments("output", after=cursor):
        for version in read(segment): ...
        cursor[segment.site] = segment.name

Segments appear whole and never change; half-written files have other names. A month of segments may become one file, a
pack: a cursor in the middle of it stays exact. ``capture`` finds the WARC record that a version was read from.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SEGMENT = re.compile(r"\d{8}T\d{6}Z-\d{5}\.jsonl")
_PACKED_SEGMENTS, _PACKED_CAPTURES, _TIERED = "packed.json", "packed.jsonl", ".tiered"
_RUN = "%Y%m%dT%H%M%SZ"
_CHINA = dt.timezone(dt.timedelta(hours=8))


class Segment(NamedTuple):
    """One published file; the names of a site's segments sort in the order of publication."""

    site: str
    name: str
    path: Path
    start: int = 0
    """The byte at which the lines begin that were not read before the segments became this file."""


class Place(NamedTuple):
    """Where a file is that was packed: the name of the pack, the byte at which it begins there, and its size."""

    pack: str
    start: int
    size: int


def segments(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[Segment]:
    """Yield the segments site by site, in the order of publication.

    ``after`` is the name of the last segment that was read, or a mapping of sites to such names; a site that is not in
    the mapping is read from its beginning. Raises ``FileNotFoundError`` if there is no such archive or site.
    """
    root = _path(archive) / "bulletins"
    if not root.is_dir():
        raise FileNotFoundError(f"{archive} is not an archive: it has no directory 'bulletins'")
    if site is not None and not (root / site).is_dir():
        raise FileNotFoundError(f"{archive} has no site '{site}'")
    for directory in sorted(root.iterdir()) if site is None else [root / site]:
        last = after if isinstance(after, str) else after.get(directory.name, "")
        yield from _site_segments(directory, last)


def _site_segments(directory: Path, last: str) -> Iterator[Segment]:
    """Yield the segments of a site after ``last``, each line once: either a pack or the segments that it replaces."""
    if not directory.is_dir():
        return
    # The table is older than the pack, so it names every pack of a list that was made before the table is read.
    names = {path.name for path in directory.iterdir() if _SEGMENT.fullmatch(path.name)}
    packed = {name: place for name, place in packed_segments(directory).items() if place.pack in names}
    packs = {place.pack for place in packed.values()}
    starts: dict[str, int] = {}
    for name, place in packed.items():
        if name > last:
            starts[place.pack] = min(place.start, starts.get(place.pack, place.start))
    for name in sorted(name for name in names - packed.keys() if name > last):
        if name not in packs or name in starts:
            yield Segment(directory.name, name, directory / name, starts.get(name, 0))


def read(segment: str | Path | Segment) -> Iterator[dict[str, Any]]:
    """Yield the versions of one segment; raise ``ValueError`` with file and line number at a damaged line."""
    path, start = (segment.path, segment.start) if isinstance(segment, Segment) else (Path(segment), 0)
    for number, line in enumerate(segment_lines(path, start), 1):
        try:
            version = json.loads(line)
            version["site"], version["id"], version["revision"], version["change"], version["fetched_at"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}, line {number} is not a version: {error}") from None
        yield version


def segment_lines(path: Path, start: int = 0) -> Iterator[bytes]:
    """Yield the lines of a segment from a byte on, out of its pack if the segment was packed.

    The lines are bytes: text has more line ends, such as U+2028.
    """
    try:
        lines, end = path.open("rb"), None
    except FileNotFoundError:
        place = packed_segments(path.parent).get(path.name)
        if place is None:
            raise
        lines, end = (path.parent / place.pack).open("rb"), place.start + place.size
        start += place.start
    with lines:
        lines.seek(start)
        if end is None:
            yield from lines
        while end is not None and start < end and (line := lines.readline()):
            start += len(line)
            yield line


def packed_segments(directory: Path) -> dict[str, Place]:
    """Return the name of each packed segment of a site, in order of publication, and its place in ``directory``.

    Raises ``ValueError`` if the table is damaged.
    """
    path = directory / _PACKED_SEGMENTS
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return _segment_table(path, (state.st_ino, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=1)
def _segment_table(path: Path, _state: tuple[int, int, int]) -> dict[str, Place]:
    """Return the table; a reader of all segments of a site asks for it with each of them."""
    try:
        entries = json.loads(path.read_bytes())["segments"]
        return {one["name"]: Place(one["pack"], int(one["start"]), int(one["bytes"])) for one in entries}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path} is no table of packed segments: {error}") from None


def capture(archive: str | Path, version: Mapping[str, Any]) -> tuple[Path, int] | None:
    """Return the WARC file and the offset of the record that a version, or the file of an attachment, was read from.

    None if it has no capture. Raises ``FileNotFoundError`` if the file is not in the archive, with the directory that
    ``bulletin tier`` has moved it to.
    """
    named = version["capture"]
    if named is None:
        return None
    path = _path(archive) / named["file"]
    if path.exists():
        return path, named["offset"]
    place = packed_capture(archive, named["file"])
    if place is None:
        raise FileNotFoundError(f"{path} does not exist")
    pack = _path(archive) / place.pack
    if not pack.exists():
        moved = tiered_to(pack)
        raise FileNotFoundError(f"{pack} {f'was moved to {moved}' if moved else 'does not exist'}")
    return pack, place.start + named["offset"]


def packed_capture(archive: str | Path, name: str) -> Place | None:
    """Return where the WARC file ``name``, a path below the archive, was packed; None if it was not.

    The lines of ``captures/<site>/packed.jsonl`` are sorted by the name, so few of them are read.
    """
    try:
        with (_path(archive) / name).with_name(_PACKED_CAPTURES).open("rb") as table:
            low, high = 0, table.seek(0, 2)
            while low < high:
                middle = (low + high) // 2
                table.seek(max(middle - 1, 0))
                if middle:
                    table.readline()
                if table.tell() >= high:
                    high = middle
                    continue
                line = json.loads(table.readline())
                if line["file"] == name:
                    return Place(line["pack"], int(line["start"]), int(line["bytes"]))
                low, high = (table.tell(), high) if line["file"] < name else (low, middle)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        pass
    return None


def _path(archive: str | Path) -> Path:
    """Return the archive as a path; a path of another kind than a file's stays what it is."""
    return archive if isinstance(archive, Path) else Path(archive)


def tiered_to(pack: Path) -> str:
    """Return the directory that ``bulletin tier`` has moved a pack to; empty if it was not moved."""
    try:
        return str(json.loads(pack.with_name(pack.name + _TIERED).read_bytes())["to"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return ""


def versions(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[dict[str, Any]]:
    """Yield every version of every bulletin site by site, in the order of publication."""
    for segment in segments(archive, site, after):
        yield from read(segment)


def latest(
    archive: str | Path, site: str | None = None, *, withdrawn: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield each bulletin once, in its latest wording; withdrawn bulletins only with ``withdrawn=True``.

    Each site is read twice. Memory holds one number for each bulletin of the site that has more than one version.
    """
    for _, group in groupby(segments(archive, site), key=attrgetter("site")):
        for version in _latest(list(group)):
            if withdrawn or version["change"] != "withdrawn":
                yield version


def changes(
    archive: str | Path, since: str | dt.date | Mapping[str, str], site: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the versions that were published after a segment, or fetched at a time or later.

    ``since`` is the name of a segment, a mapping of sites to such names, or a time: a ``datetime``, a ``date``, or ISO
    8601 such as ``2026-11-01`` or ``2026-11-01T08:00+08:00``; a time without a zone is in Asia/Shanghai.
    """
    if not isinstance(since, (str, dt.date)) or _SEGMENT.fullmatch(str(since)):
        yield from versions(archive, site, since)  # type: ignore[arg-type]
        return
    moment = dt.datetime.fromisoformat(str(since))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=_CHINA)
    for version in _read_all(_since(segments(archive, site), moment)):
        if dt.datetime.fromisoformat(version["fetched_at"]) >= moment:
            yield version


def _latest(site_segments: list[Segment]) -> Iterator[dict[str, Any]]:
    revisions = {one["id"]: one["revision"] for one in _read_all(site_segments) if one["revision"] > 1}
    for version in _read_all(site_segments):
        if version["revision"] == revisions.get(version["id"], 1):
            yield version


def _read_all(found: Iterable[Segment]) -> Iterator[dict[str, Any]]:
    for segment in found:
        yield from read(segment)


def _since(found: Iterable[Segment], moment: dt.datetime) -> list[Segment]:
    """Leave out the runs that had ended by ``moment``, because a later run of the site had begun."""
    run, kept = moment.astimezone(dt.timezone.utc).strftime(_RUN), list(found)  # noqa: UP017 - may be copied to 3.9
    in_progress: dict[str, str] = {}
    for segment in kept:
        begun = segment.name.partition("-")[0]
        if begun <= run:
            in_progress[segment.site] = begun
    return [segment for segment in kept if segment.name >= in_progress.get(segment.site, "")]
