"""Every record of a site's WARC files, read and checked once, so that what refers to one can be looked up."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from bulletin_spider.archive.captures.reader import read_record, records
from bulletin_spider.archive.layout import OPEN_SUFFIX
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note
from bulletin_spider.exceptions import DamagedCapture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.captures.reader import Record
    from bulletin_spider.archive.verification.run_records import Recorded

_MAGIC = b"\x1f\x8b\x08"
_AT_ONCE = 1024 * 1024
_EVERYTHING = 1 << 62
"""Behind a file's end: what was cut off lay there."""
_TABLES = """
CREATE TABLE records (id TEXT, file TEXT, offset INTEGER, type TEXT, digest TEXT, refers TEXT,
    PRIMARY KEY (file, offset));
CREATE TABLE damages (file TEXT, start INTEGER, stop INTEGER);
BEGIN;
"""
_DANGLING = """SELECT own.file, own.offset, own.refers FROM records AS own LEFT JOIN records AS original
    ON original.id = own.refers AND original.type = 'response' AND original.digest IS own.digest
    WHERE own.refers IS NOT NULL AND original.id IS NULL"""


class Catalogue:
    """Kept in a temporary database of its own, which SQLite puts on disk when it grows."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.excused = 0
        """References into what is damaged or missing, and told as that already."""
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(_TABLES)

    def check(self) -> Iterator[Finding]:
        """Read every file; yield what is damaged, and revisits of what is not there."""
        for path in self.recorded.layout.captures(self.recorded.site):
            yield from self._file(path, self.recorded.name(path))
        for path in self.recorded.layout.open_captures(self.recorded.site):
            self._open(path, self.recorded.name(path).removesuffix(OPEN_SUFFIX))
        dangling = list(self._rows.execute(_DANGLING))
        if self._holes():
            self.excused += len(dangling)
            return
        for file, offset, refers in dangling:
            what = f"a revisit of {refers}, which is in no file of the site with this payload"
            yield Finding("capture", f"{file}, offset {offset}", what, RESTORE)

    def wrong(self, capture: Mapping[str, Any] | None) -> str:
        """Return why there is no such capture; empty if there is, or if its place is known to be damaged."""
        if capture is None:
            return ""
        here = (capture["file"], capture["offset"])
        found = self._rows.execute("SELECT id, type, digest FROM records WHERE file = ? AND offset = ?", here)
        row = found.fetchone()
        if row is None:
            return self._nothing(*here)
        if row[:2] != (capture["record_id"], "response"):
            return f"the record at offset {here[1]} of {here[0]} is {row[1]} {row[0]}"
        if row[2] != capture["digest"]:
            return f"the payload at offset {here[1]} of {here[0]} is {row[2]}"
        return ""

    def excuses(self) -> Iterator[Finding]:
        """Yield how much depends on what is damaged or missing."""
        if self.excused:
            what = f"{self.excused} references lead to captures that are damaged or missing"
            yield note(f"captures/{self.recorded.site}", what)

    def close(self) -> None:
        """Let go of the temporary database."""
        self._rows.close()

    def _file(self, path: Path, name: str) -> Iterator[Finding]:
        whole = True
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            for record in scanned(file, name, size):
                if isinstance(record, tuple):
                    damage, stop = record
                    whole = False
                    self._damage(name, damage.offset, stop if stop < size else _EVERYTHING)
                    yield Finding("capture", f"{name}, offset {damage.offset}", damage.what, RESTORE)
                else:
                    self._note(record, name)
        if whole and (what := self.recorded.differs(name, size, sha256)):
            self._damage(name, size, _EVERYTHING)
            yield Finding("capture", name, what, RESTORE)

    def _open(self, path: Path, name: str) -> None:
        """Note what a run under way, or a killed one, has written so far; what it lacks is no fault yet."""
        end = 0
        with suppress(DamagedCapture, FileNotFoundError):
            for record in records(path):
                self._note(record, name)
                end = record.end
        self._damage(name, end, _EVERYTHING)

    def _damage(self, name: str, start: int, stop: int) -> None:
        self._rows.execute("INSERT INTO damages VALUES (?, ?, ?)", (name, start, stop))

    def _note(self, record: Record, name: str) -> None:
        refers = record.headers.get("warc-refers-to")
        row = (record.id, name, record.offset, record.type, record.digest, refers)
        self._rows.execute("INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?, ?)", row)

    def _holes(self) -> bool:
        missing = any(name.startswith("captures/") for name in self.recorded.missing)
        return missing or self._rows.execute("SELECT 1 FROM damages").fetchone() is not None

    def _nothing(self, file: str, offset: int) -> str:
        damaged = "SELECT 1 FROM damages WHERE file = ? AND ? >= start AND ? < stop"
        if (
            file in self.recorded.missing
            or self._rows.execute(damaged, (file, offset, offset)).fetchone() is not None
        ):
            self.excused += 1
            return ""
        if self._rows.execute("SELECT 1 FROM records WHERE file = ?", (file,)).fetchone() is None:
            return f"{file} is not there"
        return f"no record begins at offset {offset} of {file}"


def scanned(file: BinaryIO, name: str, size: int) -> Iterator[Record | tuple[DamagedCapture, int]]:
    """Yield each whole record; where one is damaged, the damage and the offset at which reading goes on."""
    offset = 0
    while offset < size:
        try:
            record = read_record(file, name, offset)
        except DamagedCapture as damage:
            offset = _next_record(file, name, offset + 1, size)
            yield damage, offset
        else:
            yield record
            offset = record.end


def _next_record(file: BinaryIO, name: str, offset: int, size: int) -> int:
    """Return where the next whole record begins; ``size`` if none does."""
    while offset < size:
        file.seek(offset)
        piece = file.read(_AT_ONCE)
        at = piece.find(_MAGIC)
        if at < 0:
            offset += max(1, len(piece) - len(_MAGIC) + 1)
            continue
        offset += at
        try:
            read_record(file, name, offset)
        except DamagedCapture:
            offset += 1
        else:
            return offset
    return size
