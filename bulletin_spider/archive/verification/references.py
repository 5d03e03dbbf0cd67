"""Captures that are named outside the segments: by refused pages, and by what a run tells the next one."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.verification.finding import RESTORE, Finding
from bulletin_spider.contract.check import is_capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.verification.captures import Catalogue
    from bulletin_spider.archive.verification.run_records import Recorded


def check_references(recorded: Recorded, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield each reference that leads nowhere."""
    for place, record in recorded.records():
        if isinstance(record, dict) and record["run"] <= recorded.last:
            captures = [
                *record.get("seen", {}).values(),
                *(page["capture"] for page in record.get("pages", [])),
            ]
            if what := next(filter(None, (_wrong(one, catalogue) for one in captures)), ""):
                recorded.sound = False
                yield Finding("reference", place, what, RESTORE)
    for path in recorded.layout.rejections(recorded.site):
        yield from _rejections(path, recorded, catalogue)


def _rejections(path: Path, recorded: Recorded, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with a file of refused pages, a finding a line; of the file only if no line shows it."""
    name, sha256, size, found = recorded.name(path), hashlib.sha256(), 0, False
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            sha256.update(line)
            size += len(line)
            if what := _rejection(line, catalogue):
                found = True
                yield Finding("rejection", f"{name}, line {number}", what, RESTORE)
    if not found and (what := recorded.differs(name, size, sha256.hexdigest())):
        yield Finding("rejection", name, what, RESTORE)


def _rejection(line: bytes, catalogue: Catalogue) -> str:
    try:
        return _wrong(json.loads(line)["capture"], catalogue)
    except (ValueError, TypeError, KeyError):
        return "is no refused page"


def _wrong(capture: Mapping[str, Any] | None, catalogue: Catalogue) -> str:
    return (
        catalogue.wrong(capture) if is_capture(capture) else "capture: not file, offset, record_id and digest"
    )
