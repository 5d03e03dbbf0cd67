"""Read the published archive. One file that needs only Python's standard library: copy it into your own project.

    for bulletin in latest("output"): ...                         # each bulletin in its latest wording
    for version in changes("output", since="2026-11-01"): ...     # what is new, edited or withdrawn since then

A consumer that reads again later keeps a cursor: for each site the name of the last segment that it has read.

    for segment in segments("output", after=cursor):
        for version in read(segment.path): ...
        cursor[segment.site] = segment.name

Only segments are read. They appear whole and never change; half-written files have other names.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SEGMENT = re.compile(r"\d{8}T\d{6}Z-\d{5}\.jsonl")
_RUN = "%Y%m%dT%H%M%SZ"
_CHINA = dt.timezone(dt.timedelta(hours=8))


class Segment(NamedTuple):
    """One published file; the names of a site's segments sort in the order of publication."""

    site: str
    name: str
    path: Path


def segments(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[Segment]:
    """Yield the segments site by site, in the order of publication.

    ``after`` is the name of the last segment that was read, or a mapping of sites to such names; a site that is not in
    the mapping is read from its beginning. Raises ``FileNotFoundError`` if there is no such archive or site.
    """
    root = Path(archive, "bulletins")
    if not root.is_dir():
        raise FileNotFoundError(f"{archive} is not an archive: it has no directory 'bulletins'")
    if site is not None and not (root / site).is_dir():
        raise FileNotFoundError(f"{archive} has no site '{site}'")
    for directory in sorted(root.iterdir()) if site is None else [root / site]:
        last = after if isinstance(after, str) else after.get(directory.name, "")
        files = directory.iterdir() if directory.is_dir() else iter(())
        for path in sorted(path for path in files if _SEGMENT.fullmatch(path.name) and path.name > last):
            yield Segment(directory.name, path.name, path)


def read(path: str | Path) -> Iterator[dict[str, Any]]:
    """Yield the versions of one segment; raise ``ValueError`` with file and line number at a damaged line."""
    with Path(path).open("rb") as lines:  # as bytes: text has more line ends, such as U+2028
        for number, line in enumerate(lines, 1):
            try:
                version = json.loads(line)
                version["site"], version["id"], version["revision"], version["change"], version["fetched_at"]
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path}, line {number} is not a version: {error}") from None
            yield version


def versions(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[dict[str, Any]]:
    """Yield every version of every bulletin site by site, in the order of publication."""
    for segment in segments(archive, site, after):
        yield from read(segment.path)


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
        yield from read(segment.path)


def _since(found: Iterable[Segment], moment: dt.datetime) -> list[Segment]:
    """Leave out the runs that had ended by ``moment``, because a later run of the site had begun."""
    run, kept = moment.astimezone(dt.timezone.utc).strftime(_RUN), list(found)  # noqa: UP017 - may be copied to 3.9
    in_progress: dict[str, str] = {}
    for segment in kept:
        begun = segment.name.partition("-")[0]
        if begun <= run:
            in_progress[segment.site] = begun
    return [segment for segment in kept if segment.name >= in_progress.get(segment.site, "")]
