"""Check the run records, and compare the files that they name with the files on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_FILE_LISTS = ("files", "captures", "rejected", "recovered")
_REQUIRED = {"run": str, "ended": str, "channels": dict} | dict.fromkeys(_FILE_LISTS, list)
_FILE_ENTRY = {"name": str, "bytes": int, "sha256": str}


@dataclass(slots=True)
class RunRecordCheck:
    """Checks the run records of a site; afterwards it knows the files that they name."""

    layout: Layout
    site: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Path below the root → the entry in its run's record, with ``bytes`` and ``sha256``."""
    last: str = ""
    """The newest run that has a record."""
    missing: set[str] = field(default_factory=set)
    segments: list[Path] = field(default_factory=list)
    """The segments at the beginning of the check; a run in progress may publish more meanwhile."""
    sound: bool = True
    """Whether every whole line is a valid run record."""

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with the records, and the files that are missing or not recorded."""
        self.segments = self.layout.segments(self.site)
        for place, record in self.records():
            if isinstance(record, Finding):
                self.sound = self.sound and not record.is_fault
                yield record
            elif problem := _record_problem(record) or self._order_problem(record):
                self.sound = False
                yield Finding("run", place, problem, RESTORE)
            else:
                self.last = record["run"]
                self.files |= {file["name"]: file for name in _FILE_LISTS for file in record[name]}
        yield from self._missing_files()
        yield from self._unrecorded_files()
        for path in (*self.layout.leftovers(self.site), *self.layout.open_captures(self.site)):
            yield note(self.name(path), "half written: its run was killed or is in progress")

    def records(self) -> Iterator[tuple[str, dict[str, Any] | Finding]]:
        """Yield the place of each line and its record, or a finding if the line is not a record."""
        path = self.layout.runs(self.site)
        if not path.exists():
            return
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                place = f"{self.name(path)}, line {number}"
                yield place, _parse(line, place)

    def name(self, path: Path) -> str:
        """Return the path below the root, as the records name it."""
        return path.relative_to(self.layout.root).as_posix()

    def difference(self, name: str, size: int, sha256: str) -> str:
        """Return how a file differs from its run's record; empty if it does not differ or is not recorded."""
        entry = self.files.get(name)
        if entry is None or entry["sha256"] == sha256:
            return ""
        if entry["bytes"] != size:
            return f"{size} bytes, its run recorded {entry['bytes']}"
        return "its sha256 is not the one that its run recorded"

    def _order_problem(self, record: Mapping[str, Any]) -> str:
        """Return the two runs that are in the wrong order; empty if the record's run is newer than the last one."""
        return f"run {record['run']} after run {self.last}" if record["run"] <= self.last else ""

    def _missing_files(self) -> Iterator[Finding]:
        for name in self.files:
            if not (self.layout.root / name).is_file():
                self.missing.add(name)
                yield Finding("missing", name, "is named in its run's record, but does not exist", RESTORE)

    def _unrecorded_files(self) -> Iterator[Finding]:
        unrecorded: dict[str, list[str]] = {}
        published = (self.layout.captures(self.site), self.layout.rejections(self.site))
        for path in (*self.segments, *chain(*published)):
            if (name := self.name(path)) in self.files:
                continue
            if run_of(path) > self.last:
                message = "not recorded yet: its run was killed or is in progress; the next run records it"
                yield note(name, message)
            else:
                unrecorded.setdefault(run_of(path), []).append(name)
        records_broken, self.sound = not self.sound, self.sound and not unrecorded
        for first, *others in unrecorded.values():
            message = f"is in no run record{f', like {len(others)} more files of its run' if others else ''}"
            # A broken record may be the one that named these files.
            stray = Finding("stray", first, message, "find out where it came from")
            yield note(first, message) if records_broken else stray


def _parse(line: bytes, place: str) -> dict[str, Any] | Finding:
    """Return the record of a line, or the finding if it has no record; a line that was cut off is only a note."""
    try:
        record = json.loads(line)
    except ValueError as error:
        if _is_cut_off(line, error):
            return note(place, "torn line: its run was killed while writing it")
        record = None
    return record if isinstance(record, dict) else Finding("run", place, "is not a JSON object", RESTORE)


def _is_cut_off(line: bytes, error: ValueError) -> bool:
    """Whether a line is the beginning of a JSON text."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg.startswith("Unterminated string") or not error.doc[error.pos :].strip()
    return isinstance(error, UnicodeDecodeError) and error.start >= len(line.rstrip(b"\n")) - 3


def _record_problem(record: Mapping[str, Any]) -> str:
    """Return what a run record lacks; empty if it is complete."""
    lacking = [name for name, kind in _REQUIRED.items() if not isinstance(record.get(name), kind)]
    if lacking:
        return f"lacks {', '.join(lacking)}"
    files = (file for name in _FILE_LISTS for file in record[name])
    if not all(isinstance(file.get(name), kind) for file in files for name, kind in _FILE_ENTRY.items()):
        return "names a file without its name, bytes or sha256"
    return ""
