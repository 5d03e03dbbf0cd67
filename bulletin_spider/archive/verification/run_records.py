"""What the run records say is there, against the files that are."""

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

_LISTS = ("files", "captures", "rejected", "recovered")
_NEEDED = {"run": str, "ended": str, "channels": dict} | dict.fromkeys(_LISTS, list)
_FILE = {"name": str, "bytes": int, "sha256": str}


@dataclass(slots=True)
class Recorded:
    """The files that the runs of a site have recorded."""

    layout: Layout
    site: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name below the root → what its run wrote down of it: ``bytes``, ``sha256``."""
    last: str = ""
    """The newest run that left a record."""
    missing: set[str] = field(default_factory=set)
    segments: list[Path] = field(default_factory=list)
    """As of the beginning: a run that is under way may publish more meanwhile."""
    sound: bool = True
    """Whether every whole line is a run's record."""

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with the records, and with the files as far as their names tell."""
        self.segments = self.layout.segments(self.site)
        for place, record in self.records():
            if isinstance(record, Finding):
                self.sound = self.sound and not record.fault
                yield record
            elif what := _unfit(record) or self._disorder(record):
                self.sound = False
                yield Finding("run", place, what, RESTORE)
            else:
                self.last = record["run"]
                self.files |= {file["name"]: file for name in _LISTS for file in record[name]}
        yield from self._absent()
        yield from self._unrecorded()
        for path in (*self.layout.leftovers(self.site), *self.layout.open_captures(self.site)):
            yield note(self.name(path), "half written by a run that was killed, or is under way")

    def records(self) -> Iterator[tuple[str, dict[str, Any] | Finding]]:
        """Yield the place of each record and the record, or the note that its line is torn."""
        path = self.layout.runs(self.site)
        if not path.exists():
            return
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                place = f"{self.name(path)}, line {number}"
                yield place, _record(line, place)

    def name(self, path: Path) -> str:
        """Return a path as the records name it."""
        return path.relative_to(self.layout.root).as_posix()

    def differs(self, name: str, size: int, sha256: str) -> str:
        """Return how a file differs from what its run recorded; empty if it does not, or if there is no record."""
        entry = self.files.get(name)
        if entry is None or entry["sha256"] == sha256:
            return ""
        if entry["bytes"] != size:
            return f"{size} bytes, its run recorded {entry['bytes']}"
        return "its sha256 is not the one that its run recorded"

    def _disorder(self, record: Mapping[str, Any]) -> str:
        """Return after which run the record stands though its own began no later; empty if it does not."""
        return f"run {record['run']} after run {self.last}" if record["run"] <= self.last else ""

    def _absent(self) -> Iterator[Finding]:
        for name in self.files:
            if not (self.layout.root / name).is_file():
                self.missing.add(name)
                yield Finding("missing", name, "stands in its run's record and is not there", RESTORE)

    def _unrecorded(self) -> Iterator[Finding]:
        strays: dict[str, list[str]] = {}
        published = (self.layout.captures(self.site), self.layout.rejections(self.site))
        for path in (*self.segments, *chain(*published)):
            if (name := self.name(path)) in self.files:
                continue
            if run_of(path) > self.last:
                what = "not recorded yet: its run was killed or is under way, the next one records it"
                yield note(name, what)
            else:
                strays.setdefault(run_of(path), []).append(name)
        broken, self.sound = not self.sound, self.sound and not strays
        for first, *others in strays.values():
            what = f"stands in no run's record{f', as {len(others)} more of its run' if others else ''}"
            yield (
                note(first, what) if broken else Finding("stray", first, what, "find out where it came from")
            )


def _record(line: bytes, place: str) -> dict[str, Any] | Finding:
    """Return the record that a line holds, or what is wrong with the line; one that only breaks off is no fault."""
    try:
        record = json.loads(line)
    except ValueError as error:
        if _breaks_off(line, error):
            return note(place, "torn: its run was killed while it wrote")
        record = None
    return record if isinstance(record, dict) else Finding("run", place, "is no JSON object", RESTORE)


def _breaks_off(line: bytes, error: ValueError) -> bool:
    """Whether a line is the beginning of a whole one."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg.startswith("Unterminated string") or not error.doc[error.pos :].strip()
    return isinstance(error, UnicodeDecodeError) and error.start >= len(line.rstrip(b"\n")) - 3


def _unfit(record: Mapping[str, Any]) -> str:
    """Return what a run's record lacks; empty if nothing."""
    lacking = [name for name, kind in _NEEDED.items() if not isinstance(record.get(name), kind)]
    if lacking:
        return f"lacks {', '.join(lacking)}"
    files = (file for name in _LISTS for file in record[name])
    if not all(isinstance(file.get(name), kind) for file in files for name, kind in _FILE.items()):
        return "names a file without its name, bytes or sha256"
    return ""
