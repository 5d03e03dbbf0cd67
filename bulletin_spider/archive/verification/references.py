"""Check the captures that refused pages and run records name."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.verification.finding import RESTORE, Finding, unreadable
from bulletin_spider.contract.check import is_capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.verification.captures import CaptureCheck
    from bulletin_spider.archive.verification.run_records import RunRecordCheck


def check_references(run_records: RunRecordCheck, captures: CaptureCheck) -> Iterator[Finding]:
    """Yield a finding for each reference to a missing capture."""
    for place, record in run_records.records():
        pages = (page["capture"] for page in record.get("pages", []))
        named = [*record.get("seen", {}).values(), *pages]
        if problem := next(filter(None, (_problem(one, captures) for one in named)), ""):
            run_records.sound = False
            yield Finding("reference", place, problem, RESTORE)
    for path in run_records.layout.rejections(run_records.site):
        try:
            yield from _check_rejections(path, run_records, captures) if path.is_file() else ()
        except OSError as error:
            yield unreadable("rejection", run_records.name(path), error)


def _check_rejections(path: Path, run_records: RunRecordCheck, captures: CaptureCheck) -> Iterator[Finding]:
    """Yield one finding for each wrong line of a file of refused pages; check the file only if every line is right."""
    name, sha256, size, found = run_records.name(path), hashlib.sha256(), 0, False
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            sha256.update(line)
            size += len(line)
            if problem := _rejection_problem(line, captures):
                found = True
                yield Finding("rejection", f"{name}, line {number}", problem, RESTORE)
    if not found and (problem := run_records.difference(name, size, sha256.hexdigest())):
        yield Finding("rejection", name, problem, RESTORE)


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
