"""Find what a manifest says of each segment: from run records, or from the segment itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import RUN_FORMAT, month_of
from bulletin_spider.archive.run_records import Position, last_run_records, read_run_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_READ_SIZE = 1 << 20
"""Bytes of a segment that are read at once, so that memory stays flat."""


def site_region(layout: Layout, site: str) -> str:
    """Return the GB/T 2260 code of a site's district, as its last run knew it; empty if it is unknown."""
    last = next(iter(last_run_records(layout, site, 1)), {})
    return str(last.get("region") or "")


def first_publication(layout: Layout, site: str) -> str:
    """Return when the first run that published of a site began, as ISO 8601 in UTC; empty if none did."""
    name = next((path.name for path in layout.segments(site)), "")
    begun = dt.datetime.strptime(name.partition("-")[0], RUN_FORMAT).replace(tzinfo=dt.UTC) if name else None
    return f"{begun:%Y-%m-%dT%H:%M:%SZ}" if begun else ""


def segments_by_month(layout: Layout, site: str) -> dict[str, list[Path]]:
    """Return month → its segments, each in order of publication; a pack takes the place of the segments in it."""
    by_month = groupby(layout.segment_files(site), key=lambda path: month_of(path.name))
    return {month: list(paths) for month, paths in by_month}


def recorded_entries(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entries of the segments that a run record lists."""
    return map(_entry, record.get("files", ()))


def month_entries(
    layout: Layout, site: str, month: str, segments: list[Path], known: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the entries of a month's segments: those that are ``known``, by path, and those of the run records.

    Read only the segments of killed runs, which left no record.
    """
    names = {path.name for path in segments}
    if names - known.keys():
        for record in _records_of(layout, site, month):
            known |= {entry["path"]: entry for entry in recorded_entries(record)}
    return [known.get(path.name) or _read_entry(path) for path in segments]


def _records_of(layout: Layout, site: str, month: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a month's runs; where records have a file for each month, read that one only."""
    begin = Position(f"{site}/{month}.jsonl", 0) if layout.runs(site).is_dir() else None
    for record, _ in read_run_records(layout, site, begin):
        if (of_record := month_of(record["run"])) > month:
            return
        if of_record == month:
            yield record


def _entry(file: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": file["name"].rpartition("/")[2],
        "rows": file["lines"],
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
    }


def _read_entry(path: Path) -> dict[str, Any]:
    digest, lines, size = hashlib.sha256(), 0, 0
    with path.open("rb") as segment:
        while chunk := segment.read(_READ_SIZE):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
    return _entry({"name": path.name, "lines": lines, "bytes": size, "sha256": digest.hexdigest()})
