"""Reading the published archive. Python's standard library only, one file: copy it into a project of your own.

    for bulletin in latest("output"): ...                         # each bulletin in its latest wording
    for version in changes("output", since="2026-11-01"): ...     # what came, was edited or withdrawn since then

A consumer that comes again keeps a cursor: for each site the name of the last segment that it has read.

    for segment in segments("output", after=cursor):
        for version in read(segment.path): ...
        cursor[segment.site] = segment.name

Only segments are read, which appear whole and never change; half-written files have other names.
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
    """One published file; the names of a site's segments sort in order of publication."""

    site: str
    name: str
    path: Path


def segments(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[Segment]:
    """Yield the segments in order of publication, site by site.

    ``after`` is the name of the last segment that was read, or such a name for each site; a site that
    it does not name is read from its beginning. Raises ``FileNotFoundError`` if there is no such archive or site.
    """
    place = Path(archive, "bulletins")
    if not place.is_dir():
        raise FileNotFoundError(f"{archive} is no archive: it holds no directory 'bulletins'")
    if site is not None and not (place / site).is_dir():
        raise FileNotFoundError(f"{archive} holds no site '{site}'")
    for directory in sorted(place.iterdir()) if site is None else [place / site]:
        last = after if isinstance(after, str) else after.get(directory.name, "")
        files = directory.iterdir() if directory.is_dir() else iter(())
        for path in sorted(path for path in files if _SEGMENT.fullmatch(path.name) and path.name > last):
            yield Segment(directory.name, path.name, path)


def read(path: str | Path) -> Iterator[dict[str, Any]]:
    """Yield the versions of one segment; raise ``ValueError`` with file and line where it is damaged."""
    with Path(path).open("rb") as lines:  # not as text: str.splitlines and its kind know other ends of a line
        for number, line in enumerate(lines, 1):
            try:
                version = json.loads(line)
                version["site"], version["id"], version["revision"], version["change"], version["fetched_at"]
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path}, line {number} is no record: {error}") from None
            yield version


def versions(
    archive: str | Path, site: str | None = None, after: str | Mapping[str, str] = ""
) -> Iterator[dict[str, Any]]:
    """Yield every version of every bulletin in order of publication, site by site."""
    for segment in segments(archive, site, after):
        yield from read(segment.path)


def latest(
    archive: str | Path, site: str | None = None, *, withdrawn: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield each bulletin once, in its latest wording; withdrawn ones only if asked for.

    Each site is read twice. What is kept in memory is a number for each of its bulletins that was ever revised.
    """
    for _, group in groupby(segments(archive, site), key=attrgetter("site")):
        for version in _latest(list(group)):
            if withdrawn or version["change"] != "withdrawn":
                yield version


def changes(
    archive: str | Path, since: str | dt.date | Mapping[str, str], site: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the versions published behind a segment, or fetched at a time or later.

    ``since`` is a segment's name, a mapping of sites to such names, or a time: ``datetime``, ``date``, or ISO 8601
    such as ``2026-11-01`` or ``2026-11-01T08:00+08:00``; a time without a zone is meant in Asia/Shanghai.
    """
    if not isinstance(since, (str, dt.date)) or _SEGMENT.fullmatch(str(since)):
        yield from versions(archive, site, since)  # type: ignore[arg-type]
        return
    moment = dt.datetime.fromisoformat(str(since))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=_CHINA)
    for version in _all(_since(segments(archive, site), moment)):
        if dt.datetime.fromisoformat(version["fetched_at"]) >= moment:
            yield version


def _latest(of_a_site: list[Segment]) -> Iterator[dict[str, Any]]:
    revisions = {one["id"]: one["revision"] for one in _all(of_a_site) if one["revision"] > 1}
    for version in _all(of_a_site):
        if version["revision"] == revisions.get(version["id"], 1):
            yield version


def _all(there: Iterable[Segment]) -> Iterator[dict[str, Any]]:
    for segment in there:
        yield from read(segment.path)


def _since(there: Iterable[Segment], moment: dt.datetime) -> list[Segment]:
    """Leave out the runs that had ended by ``moment``, because a later run of the site had begun."""
    run, kept = moment.astimezone(dt.timezone.utc).strftime(_RUN), list(there)  # noqa: UP017 - may be copied to 3.9
    under_way: dict[str, str] = {}
    for segment in kept:
        begun = segment.name.partition("-")[0]
        if begun <= run:
            under_way[segment.site] = begun
    return [segment for segment in kept if segment.name >= under_way.get(segment.site, "")]
