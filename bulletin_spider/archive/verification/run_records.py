"""Check the run records, and compare the files that they name with the files on disk."""

from __future__ import annotations

import datetime as dt
import json
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import run_of
from bulletin_spider.archive.idle_records import base_problem, expand, is_idle
from bulletin_spider.archive.layout import packed_places
from bulletin_spider.archive.record_shape import FILE_LISTS, record_problem
from bulletin_spider.archive.site_files import SiteFiles
from bulletin_spider.archive.verification.claims import ClaimCheck
from bulletin_spider.archive.verification.finding import NOT_A_FILE, RESTORE, Finding, note
from bulletin_spider.archive.verification.packs import PackCheck
from bulletin_spider.archive.verification.record_chain import ChainCheck
from bulletin_spider.archive.verification.run_files import RunFileCheck
from bulletin_spider.statuses import Outcome, RecordEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout


class RunRecordCheck:
    """Checks the run records of a site; afterwards it knows the files that they name."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.layout, self.site = layout, site
        self.paths, self.run_files = layout.run_files(site), RunFileCheck(layout, site)
        earlier = layout.earlier_runs(site)
        self.chain = ChainCheck(
            layout, site, self.name(earlier if earlier in self.paths else layout.runs(site))
        )
        self.files: dict[str, dict[str, Any]] = {}
        """Path below the root → the entry in its run's record, with ``bytes`` and ``sha256``."""
        self.last = ""
        """The newest run that has a record."""
        self._last_failed = False
        """Whether the newest recorded run could not publish all of its files."""
        self.present = SiteFiles(layout, site)
        self.claims = ClaimCheck(layout, site)
        self.packs = PackCheck(layout, site, self.present)
        self.missing: set[str] = set()
        self.segments: list[Path] = []
        """The segments at the beginning of the check; a run in progress may publish more meanwhile."""
        self.sound = True
        """Whether every whole line is a valid run record, and follows the line before it."""
        self._wrong: set[str] = set()
        """The places of lines that have no valid record."""

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with the records, and the files that are missing or not recorded."""
        self.segments = [
            path for path in self.layout.segments(self.site) if self.name(path) not in self.present.others
        ]
        for finding in self.run_files.check_form():
            self.sound = self.sound and not finding.is_fault
            yield finding
        of_lines, of_chain = list(self._check_lines()), list(self.chain.findings())
        # A torn line that the chain blames was not torn by its run.
        blamed = {finding.place for finding in of_chain if finding.is_fault}
        findings = [*(one for one in of_lines if one.place not in blamed), *of_chain]
        findings += self.run_files.findings(faulty=any(finding.is_fault for finding in findings))
        for finding in findings:
            self.sound = self.sound and not (finding.is_fault and finding.place != self.chain.head_name)
            yield finding
        yield from self.claims.check()
        yield from self._missing_files()
        yield from self._unrecorded_files()
        yield from self.packs.findings(self.files, self.missing)
        for path in (*self.layout.leftovers(self.site), *self.layout.open_captures(self.site)):
            yield note(self.name(path), "half written: its run was killed or is in progress")

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield, after :meth:`check`, each valid record of a run, an idle one expanded, and the place of its line."""
        lines = islice(self._lines(), self.chain.last.number)  # a run in progress may append another
        file, base = None, None
        for path, place, _, record in lines:
            if not isinstance(record, dict) or "event" in record or place in self._wrong:
                continue
            base = base if path == file else None
            if not is_idle(record):
                file, base = path, record
                yield place, record
            elif base and not base_problem(record, base):
                yield place, expand(record, base)

    def _check_lines(self) -> Iterator[Finding]:
        newest, tomorrow = "", dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        for path, place, line, content in self._lines():
            finding = (
                content if isinstance(content, Finding) else self._check_record(content, newest, path, place)
            )
            record = None if finding or isinstance(content, Finding) else content
            self.chain.add(line, record, place, faulty=finding is not None and finding.is_fault)
            if finding:
                self._wrong.add(place)
                yield finding
            if record is None:
                continue
            newest = record["run"]
            if "event" in record:
                if problem := self.packs.add(record):
                    self._wrong.add(place)
                    yield Finding("run", place, problem, RESTORE)
                elif record["event"] == RecordEvent.PACKED:
                    self.files = {one["name"]: one for one in record["files"]} | self.files
            else:
                self.last = record["run"]
                self._last_failed = record["outcome"] == Outcome.OUTPUT_FAILED
                if dt.datetime.fromisoformat(record["ended"]) > tomorrow:
                    yield note(place, f"ended at {record['ended']}, in the future: a clock was or is wrong")
                self.files |= {file["name"]: file for name in FILE_LISTS for file in record.get(name, ())}

    def _check_record(self, record: dict[str, Any], newest: str, path: Path, place: str) -> Finding | None:
        """Return what is wrong with the record of a line; ``newest`` is the run of the last valid line before it."""
        if problem := record_problem(record):
            return Finding("run", place, problem, RESTORE)
        misplaced = self.run_files.add(path, place, record)
        if record["run"] <= newest:
            return Finding("run", place, f"run {record['run']} after run {newest}", RESTORE)
        return misplaced

    def _lines(self) -> Iterator[tuple[Path, str, bytes, dict[str, Any] | Finding]]:
        """Yield the file and place of each line, the line, and its record or a finding if it has no record."""
        for path in filter(Path.is_file, self.paths):
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    place = f"{self.name(path)}, line {number}"
                    yield path, place, line, _parse(line, place)

    def name(self, path: Path) -> str:
        """Return the path below the root, as the records name it; that of a local file as if it were in the store."""
        layout = self.layout
        root = layout.root if path.is_relative_to(layout.root) else layout.local_root
        return path.relative_to(root).as_posix()

    def difference(self, name: str, size: int, sha256: str) -> str:
        """Return how a file differs from its run's record; empty if it does not differ or is not recorded."""
        entry = self.files.get(name)
        if entry is None or entry["sha256"] == sha256:
            return ""
        if entry["bytes"] != size:
            return f"{size} bytes, its run recorded {entry['bytes']}"
        return "its sha256 is not the one that its run recorded"

    def _missing_files(self) -> Iterator[Finding]:
        for name in self.files:
            if self.present.still_has(name):
                continue
            if place := self.packs.place(name):
                if not self.present.path(place.pack).is_file() and not self.packs.moved_to(name):
                    self.missing.add(name)  # the pack is reported
            elif not (self.layout.root / name).is_file():
                self.missing.add(name)
                what = "is not a file" if (self.layout.root / name).exists() else "does not exist"
                yield Finding("missing", name, f"is named in its run's record, but {what}", RESTORE)

    def _unrecorded_files(self) -> Iterator[Finding]:
        unrecorded: dict[str, list[str]] = {}
        self.packs.refresh()
        published = (self.layout.segment_files, self.layout.captures, self.layout.rejections)
        packs = {place.pack for place in packed_places(self.layout.bulletins(self.site)).values()}
        for path in chain.from_iterable(paths(self.site) for paths in published):
            name = self.name(path)
            if name in self.files or name in self.packs.history.packs or path.name in packs:
                continue
            if not path.is_file():
                self.sound = False
                yield Finding("stray", name, NOT_A_FILE, "move it away")
            elif run_of(path) > max(self.last, self.chain.newest()):
                message = "not recorded yet: its run was killed or is in progress; the next run records it"
                yield note(name, message)
            elif run_of(path) == self.last and self._last_failed:
                yield note(name, "not recorded yet: its run could not publish it; the next run records it")
            elif run_of(path) in self.claims.cut_off and not name.startswith("bulletins/"):
                yield note(name, f"run {run_of(path)} put it after it was cut off: it counts for nothing")
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
