"""Captures that are named outside the segments: by refused pages, and by what a run tells the next one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.verification.finding import RESTORE, Finding
from bulletin_spider.contract.check import is_capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.verification.catalogue import Catalogue
    from bulletin_spider.archive.verification.recorded import Recorded


def check_references(recorded: Recorded, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield each reference that leads nowhere."""
    for place, record in recorded.records():
        if isinstance(record, dict) and record["run"] <= recorded.last:
            captures = [
                *record.get("seen", {}).values(),
                *(page["capture"] for page in record.get("pages", [])),
            ]
            if what := next(filter(None, (_wrong(one, catalogue) for one in captures)), ""):
                yield Finding("reference", place, what, RESTORE)
    folder = recorded.layout.rejected(recorded.site, "").parent
    for path in sorted(folder.glob("[0-9]*.jsonl")):
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if what := _rejection(line, catalogue):
                    yield Finding("rejection", f"{recorded.name(path)}, line {number}", what, RESTORE)


def _rejection(line: bytes, catalogue: Catalogue) -> str:
    try:
        return _wrong(json.loads(line)["capture"], catalogue)
    except (ValueError, TypeError, KeyError):
        return "is no refused page"


def _wrong(capture: Mapping[str, Any] | None, catalogue: Catalogue) -> str:
    return (
        catalogue.wrong(capture) if is_capture(capture) else "capture: not file, offset, record_id and digest"
    )
