"""Check the captures that refused pages and run records name, and the confirmed answers that records count."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from bulletin_spider.archive.idle_records import is_idle
from bulletin_spider.archive.verification.finding import RESTORE, Finding, unreadable
from bulletin_spider.contract.check import is_capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.packing.pack_history import PackedFile
    from bulletin_spider.archive.verification.captures import CaptureCheck
    from bulletin_spider.archive.verification.confirmations import ConfirmationCheck
    from bulletin_spider.archive.verification.run_records import RunRecordCheck


def check_references(
    run_records: RunRecordCheck, captures: CaptureCheck, confirmations: ConfirmationCheck | None
) -> Iterator[Finding]:
    """Yield a finding for each reference to a missing capture, and each wrong account of confirmed answers.

    ``confirmations`` is None if the segments are damaged: then nobody can know which answers were confirmed.
    """
    for place, record in run_records.records():
        # An idle run names the pages of the full record before it.
        pages = (page["capture"] for page in (() if is_idle(record) else record.get("pages", [])))
        named = [*record.get("seen", {}).values(), *record.get("absent", {}).values(), *pages]
        problem = next(filter(None, (_problem(one, captures) for one in named)), "")
        if not problem and confirmations:
            problem = confirmations.problem(record)
        if problem:
            run_records.sound = False
            yield Finding("reference", place, problem, RESTORE)
    layout, packs = run_records.layout, run_records.packs
    files = {run_records.name(path): path for path in layout.rejections(run_records.site) if path.is_file()}
    packed = (run_records.name(path) for path in layout.rejection_packs(run_records.site))
    for name in sorted({*files, *(file.name for pack in packed for file in packs.history.files_of(pack))}):
        try:
            yield from _check_rejections(name, run_records, captures)
        except OSError as error:
            yield unreadable("rejection", packs.shown(name), error)


def _check_rejections(name: str, run_records: RunRecordCheck, captures: CaptureCheck) -> Iterator[Finding]:
    """Yield one finding for each wrong line of a file of refused pages; check the file only if every line is right."""
    sha256, size, found, shown = hashlib.sha256(), 0, False, run_records.packs.shown(name)
    for number, line in enumerate(_lines(name, run_records), 1):
        sha256.update(line)
        size += len(line)
        if problem := _rejection_problem(line, captures):
            found = True
            yield Finding("rejection", f"{shown}, line {number}", problem, RESTORE)
    if not found and (problem := run_records.difference(name, size, sha256.hexdigest())):
        yield Finding("rejection", shown, problem, RESTORE)


def _lines(name: str, run_records: RunRecordCheck) -> Iterator[bytes]:
    """Yield the lines of a file of refused pages, out of its pack if it lies in one."""
    lines, place = _opened(name, run_records)
    with lines:
        left = place.bytes if place else None
        lines.seek(place.start if place else 0)
        while (left is None or left > 0) and (line := lines.readline()):
            left = None if left is None else left - len(line)
            yield line


def _opened(name: str, run_records: RunRecordCheck) -> tuple[BinaryIO, PackedFile | None]:
    """Return a file of refused pages, or the pack that it lies in and its place there."""
    root, place = run_records.layout.root, run_records.packs.place(name)
    try:
        return (root / (place.pack if place else name)).open("rb"), place
    except FileNotFoundError:
        place = run_records.packs.place(name)  # it may have been packed at this moment
        if place is None:
            raise
        return (root / place.pack).open("rb"), place


def _rejection_problem(line: bytes, captures: CaptureCheck) -> str:
    try:
        return _problem(json.loads(line)["capture"], captures)
    except (ValueError, TypeError, KeyError):
        return "is not an entry of a refused page"


def _problem(capture: Mapping[str, Any] | None, captures: CaptureCheck) -> str:
    return (
        captures.problem(capture)
        if is_capture(capture)
        else "capture: not file, offset, record_id and digest"
    )
