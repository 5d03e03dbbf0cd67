"""Show which run record names a WARC file, whether the file is the recorded one, and which anchor covers it."""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.anchors import (
    SIGNATURE_SUFFIX,
    TIME_STAMP_SUFFIX,
    read_anchor,
)
from bulletin_spider.archive.captures.reader import open_capture
from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.record_chain import PREVIOUS, line_digest, parsed_line
from bulletin_spider.archive.record_shape import FILE_LISTS
from bulletin_spider.exceptions import ArchiveUnread, DamagedCapture
from bulletin_spider.web.evidence.capture_check import CheckState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.web.evidence.capture_address import CaptureAddress

LINES = 1_000
"""Lines of a chain that are followed from a record on, in about 50 ms: twelve weeks of twelve runs a day."""
_ANCHORS = 40
"""Anchors that are read: the first that is younger than the run usually covers it."""
_LARGEST = 32 * 1024 * 1024
"""Bytes of a WARC file whose SHA-256 is computed while a reader waits, in about 0.1 s."""
_CHUNK = 1 << 20
_ANCHOR = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(\d+))?\.json")


class RecordedFile(NamedTuple):
    """What a run record says of a file, and the digests of its line and of the lines after it."""

    run: str
    size: int
    sha256: str
    lines: list[str]
    """SHA-256 of the record's line and of every line that is chained to it, in order."""
    is_chained: bool
    """Whether each of these lines names the SHA-256 of the line before it."""
    last_run: str
    """The run of the last of these lines; "" if it is the end of the chain."""


def recorded_file(layout: Layout, address: CaptureAddress) -> RecordedFile | None:
    """Return what the run records say of the file of a capture; None if no record names it yet."""
    lines = _lines_since(layout, address.site, run_of(layout.root / address.file))
    for line in lines:
        if entry := _entry(line, address.file):
            record = parsed_line(line) or {}
            run, digests, is_chained, last_run = str(record.get("run", "")), [line_digest(line)], True, ""
            for later in islice(lines, LINES):
                record = parsed_line(later) or {}
                is_chained &= record.get(PREVIOUS) == digests[-1]
                digests.append(line_digest(later))
            if next(lines, None) is not None:
                last_run = str(record.get("run", ""))
            return RecordedFile(run, int(entry["bytes"]), str(entry["sha256"]), digests, is_chained, last_run)
    return None


def check_file(layout: Layout, address: CaptureAddress, recorded: RecordedFile) -> CheckState:
    """Compare the bytes of the file, or its part of a pack, with the SHA-256 in the run record."""
    if recorded.size > _LARGEST:
        return CheckState.NOT_CHECKED
    try:
        opened = open_capture(layout.root, address.file)
    except (OSError, DamagedCapture):
        return CheckState.NOT_CHECKED
    with opened.file as file:
        file.seek(opened.start)
        sha256, left = hashlib.sha256(), recorded.size
        while left and (piece := file.read(min(left, _CHUNK))):
            sha256.update(piece)
            left -= len(piece)
    return CheckState.AGREES if sha256.hexdigest() == recorded.sha256 else CheckState.DIFFERS


def covering_anchor(layout: Layout, site: str, recorded: RecordedFile) -> dict[str, Any] | None:
    """Return the oldest anchor that names a line of the chain from the record on; None if there is none yet.

    ``state``: whether the line that the anchor names is in the archive's chain, and all lines up to it are chained. It
    is not checked if the line is farther away than ``LINES``.
    """
    numbers = {digest: number for number, digest in enumerate(recorded.lines)}
    differing: dict[str, Any] | None = None
    for path in islice(_anchors_since(layout, recorded.run), _ANCHORS):
        try:
            anchor = read_anchor(path)
        except ArchiveUnread:
            continue
        head = next((one for one in anchor.heads if one["site"] == site), None)
        if head is None or head["run"] < recorded.run:
            continue
        found = {
            "name": path.name,
            "made": anchor.made,
            "run": head["run"],
            "sha256": head["sha256"],
            "lines_between": numbers.get(head["sha256"]),
            "time_stamp": path.with_name(path.name + TIME_STAMP_SUFFIX).exists(),
            "signature": path.with_name(path.name + SIGNATURE_SUFFIX).exists(),
        }
        if head["sha256"] in numbers and recorded.is_chained:
            return found | {"state": CheckState.AGREES}
        if recorded.last_run and head["run"] > recorded.last_run:
            return differing or found | {"state": CheckState.NOT_CHECKED}
        differing = differing or found | {"state": CheckState.DIFFERS}
    return differing


def _lines_since(layout: Layout, site: str, run: str) -> Iterator[bytes]:
    """Yield the lines of the chain from the month of a run on."""
    first = layout.month_file(site, run)
    for path in layout.run_files(site):
        if path.is_file() and (path >= first or path == layout.earlier_runs(site)):
            with path.open("rb") as lines:
                yield from lines


def _entry(line: bytes, name: str) -> dict[str, Any] | None:
    if name.encode() not in line:
        return None
    record = parsed_line(line) or {}
    for kind in FILE_LISTS:
        for entry in record.get(kind) or ():
            if isinstance(entry, dict) and entry.get("name") == name and {"bytes", "sha256"} <= entry.keys():
                return entry
    return None


def _anchors_since(layout: Layout, run: str) -> list[Path]:
    """Return the anchors from the day of a run on, the oldest first."""
    day = f"{run[:4]}-{run[4:6]}-{run[6:8]}"
    directory = layout.anchors
    found = (
        (match[1], int(match[2] or 1), path)
        for path in (directory.iterdir() if directory.is_dir() else ())
        if (match := _ANCHOR.fullmatch(path.name)) and match[1] >= day
    )
    return [path for *_, path in sorted(found)]
