"""Read and check every record of a site's WARC files once, and look up the records that others refer to."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from bulletin_spider.archive.captures.reader import read_exchange, read_record, read_records
from bulletin_spider.archive.databases.temporary import TemporaryDatabase
from bulletin_spider.archive.file_names import OPEN_SUFFIX
from bulletin_spider.archive.object_store.checksums import open_for_rereading
from bulletin_spider.archive.segments.reader import LARGEST_NUMBER
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note, unreadable
from bulletin_spider.exceptions import DamagedCapture, UndecodablePayload
from bulletin_spider.statuses import AttachmentState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.captures.reader import WarcRecord
    from bulletin_spider.archive.packing.pack_history import PackedFile
    from bulletin_spider.archive.verification.run_records import RunRecordCheck

_MAGIC = b"\x1f\x8b\x08"
"""The first bytes of a gzip member, RFC 1952, with the compression method deflate."""
_READ_SIZE = 1024 * 1024
"""Bytes that are searched at once for the next record after damage."""
_NO_END = 1 << 62
"""End of a damaged range that goes on after the end of the file: records may have been cut off there."""
_TABLES = """
CREATE TABLE records (id TEXT, file TEXT, offset INTEGER, type TEXT, digest TEXT, sha256 TEXT, refers TEXT,
    url TEXT, PRIMARY KEY (file, offset));
CREATE TABLE damages (file TEXT, start INTEGER, stop INTEGER)
"""
_DANGLING = """SELECT own.file, own.offset, own.refers FROM records AS own LEFT JOIN records AS original
    ON original.id = own.refers AND original.type = 'response' AND original.digest IS own.digest
    AND COALESCE(original.sha256 = own.sha256, TRUE)
    WHERE own.refers IS NOT NULL AND original.id IS NULL"""


class CaptureCheck:
    """Keeps the records in a temporary database."""

    def __init__(self, run_records: RunRecordCheck, *, check_sha256: bool = False) -> None:
        """``check_sha256`` says that the SHA-256 of every payload is checked too."""
        self.run_records, self.check_sha256 = run_records, check_sha256
        self.excused = 0
        """References to captures whose damage or absence is reported already."""
        self.elsewhere = 0
        """References to captures in packs that were moved out of the archive."""
        self._database = TemporaryDatabase(_TABLES)
        self._opened: tuple[Path, BinaryIO] | None = None
        """The last file that was opened: the files in a pack are read one after the other."""

    def check(self) -> Iterator[Finding]:
        """Read every file; yield each damage, and each revisit whose original does not exist."""
        for path in self.run_records.layout.captures(self.run_records.site):
            if path.is_file() or not path.exists():  # it may have been packed since it was listed
                yield from self._check_readable(path, self.run_records.name(path))
        packs = self.run_records.packs
        packs.refresh()
        for pack in self.run_records.layout.capture_packs(self.run_records.site):
            for file in packs.history.files_of(self.run_records.name(pack)) if pack.is_file() else ():
                yield from self._check_packed(file)
        for path in self.run_records.layout.open_captures(self.run_records.site):
            self._note_open_file(path, self.run_records.name(path).removesuffix(OPEN_SUFFIX))
        dangling = list(self._database.rows(_DANGLING))
        packs.refresh()
        if packs.history.moved:
            self.elsewhere += len(dangling)
            return
        if self._is_incomplete():
            self.excused += len(dangling)
            return
        for file, offset, refers in dangling:
            message = f"is a revisit of {refers}, but no file of the site has that record with this payload"
            yield Finding("capture", f"{file}, offset {offset}", message, RESTORE)

    def problem(self, capture: Mapping[str, Any] | None) -> str:
        """Return why there is no such capture; empty if it exists, or if its place is known to be damaged."""
        if capture is None:
            return ""
        file, offset = capture["file"], capture["offset"]
        select = "SELECT id, type, digest FROM records WHERE file = ? AND offset = ?"
        if offset > LARGEST_NUMBER or not _is_text(file):  # SQLite holds no such number or text
            return f"no record begins at offset {offset} of {file!a}"
        row = self._database.first(select, (file, offset))
        if row is None:
            return self._missing_record(file, offset)
        if row[:2] != (capture["record_id"], "response"):
            return f"the record at offset {offset} of {file} is {row[1]} {row[0]}"
        if row[2] != capture["digest"]:
            return f"the payload at offset {offset} of {file} is {row[2]}"
        return ""

    def address(self, file: str, offset: int) -> str | None:
        """Return the address of the record at a place; None if there is no such record, which is reported elsewhere."""
        row = self._database.first("SELECT url FROM records WHERE file = ? AND offset = ?", (file, offset))
        return row[0] if row else None

    def file_problem(self, attachment: Mapping[str, Any]) -> str:
        """Return what is wrong with the kept file of an attachment; empty if nothing is, or if none is kept."""
        if attachment.get("state") != AttachmentState.KEPT:
            return ""
        if lacking := [name for name in ("digest", "size", "capture") if name not in attachment]:
            return f"attachment {attachment['url']} is kept, but has no {lacking[0]}"
        capture = attachment["capture"]
        if problem := self.problem(capture):
            return f"attachment {attachment['url']}: {problem}"
        select = "SELECT sha256 FROM records WHERE file = ? AND offset = ?"
        row = self._database.first(select, (capture["file"], capture["offset"]))
        # The stated digest is that of the bytes of the network, which may be compressed.
        if (
            row is None
            or row[0] == attachment["digest"]
            or self._payload_digest(capture) == attachment["digest"]
        ):
            return ""
        return f"attachment {attachment['url']}: the kept file has another digest than {attachment['digest']}"

    def _payload_digest(self, capture: Mapping[str, Any]) -> str:
        try:
            payload = read_exchange(self.run_records.layout.root, capture).payload()
        except (DamagedCapture, UndecodablePayload):
            return ""
        return hashlib.sha256(payload).hexdigest()

    def excused_references(self) -> Iterator[Finding]:
        """Yield a note with the number of references to damaged or missing captures."""
        if self.excused:
            message = f"{self.excused} references point to captures that are damaged or missing"
            yield note(f"captures/{self.run_records.site}", message)
        if self.elsewhere:
            message = f"{self.elsewhere} references point to captures in packs that were moved elsewhere"
            yield note(f"captures/{self.run_records.site}", message)

    def close(self) -> None:
        """Close the temporary database."""
        self._database.close()
        self._close_file()

    def _open(self, path: Path) -> BinaryIO:
        if self._opened is None or self._opened[0] != path:
            self._close_file()
            self._opened = path, open_for_rereading(path)
        return self._opened[1]

    def _close_file(self) -> None:
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None

    def _check_readable(self, path: Path, name: str) -> Iterator[Finding]:
        try:
            yield from self._check_file(path, name, name)
        except OSError as error:
            if (packed := self.run_records.packs.place(name)) is not None:
                yield from self._check_packed(packed)
                return
            self._note_damage(name, 0, _NO_END)
            yield unreadable("capture", name, error)

    def _check_packed(self, file: PackedFile) -> Iterator[Finding]:
        """Check a file in its pack; its records are noted at the places that captures name."""
        path = self.run_records.layout.root / file.pack
        try:
            yield from self._check_file(path, file.name, file.pack, file.start, file.bytes)
        except OSError as error:
            self._note_damage(file.name, 0, _NO_END)
            yield unreadable("capture", file.pack, error)

    def _check_file(
        self, path: Path, name: str, shown: str, start: int = 0, size: int | None = None
    ) -> Iterator[Finding]:
        whole, file = True, self._open(path)
        sha256, size = _digest(file, start, size)
        for record in scan_records(file, shown, start + size, start, check_sha256=self.check_sha256):
            if isinstance(record, tuple):
                damage, stop = record
                whole = False
                end = stop - start if stop < start + size else _NO_END
                self._note_damage(name, damage.offset - start, end)
                yield Finding("capture", f"{shown}, offset {damage.offset}", damage.what, RESTORE)
            else:
                self._note_record(record, name, start)
        if whole and (difference := self.run_records.difference(name, size, sha256)):
            self._note_damage(name, size, _NO_END)
            yield Finding("capture", self.run_records.packs.shown(name), difference, RESTORE)

    def _note_open_file(self, path: Path, name: str) -> None:
        """Note the whole records of an open file; the rest is no fault, as its run writes on or was killed."""
        end = 0
        with suppress(DamagedCapture, OSError):
            for record in read_records(path):
                self._note_record(record, name)
                end = record.end
        self._note_damage(name, end, _NO_END)

    def _note_damage(self, name: str, start: int, stop: int) -> None:
        self._database.write("INSERT INTO damages VALUES (?, ?, ?)", (name, start, stop))

    def _note_record(self, record: WarcRecord, name: str, start: int = 0) -> None:
        refers = record.headers.get("warc-refers-to")
        place = (record.id, name, record.offset - start)
        row = (*place, record.type, record.digest, record.sha256, refers, record.url)
        self._database.write("INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _is_incomplete(self) -> bool:
        missing = any(name.startswith("captures/") for name in self.run_records.missing)
        return missing or self._database.first("SELECT 1 FROM damages") is not None

    def _missing_record(self, file: str, offset: int) -> str:
        if self.run_records.packs.moved_to(file):
            self.elsewhere += 1
            return ""
        damaged = "SELECT 1 FROM damages WHERE file = ? AND ? >= start AND ? < stop"
        if (
            file in self.run_records.missing
            or self._database.first(damaged, (file, offset, offset)) is not None
        ):
            self.excused += 1
            return ""
        if self._database.first("SELECT 1 FROM records WHERE file = ?", (file,)) is None:
            return f"{file} does not exist"
        return f"no record begins at offset {offset} of {file}"


def _is_text(value: str) -> bool:
    """Whether a text can be written as UTF-8: it has no half of a surrogate pair."""
    return value == value.encode(errors="ignore").decode()


def _digest(file: BinaryIO, start: int, size: int | None) -> tuple[str, int]:
    """Return the SHA-256 and the size of a part of a file; ``size`` is None for all of it."""
    sha256, left = hashlib.sha256(), size if size is not None else _NO_END
    file.seek(start)
    while left and (chunk := file.read(min(left, _READ_SIZE))):
        sha256.update(chunk)
        left -= len(chunk)
    return sha256.hexdigest(), file.tell() - start


def scan_records(
    file: BinaryIO, name: str, size: int, start: int = 0, *, check_sha256: bool = False
) -> Iterator[WarcRecord | tuple[DamagedCapture, int]]:
    """Yield each whole record from ``start`` to ``size``; at a damage, yield it and the offset of the next record."""
    offset = start
    while offset < size:
        try:
            record = read_record(file, name, offset, check_sha256=check_sha256)
        except DamagedCapture as damage:
            offset = _next_record(file, name, offset + 1, size)
            yield damage, offset
        else:
            yield record
            offset = record.end


def _next_record(file: BinaryIO, name: str, offset: int, size: int) -> int:
    """Return the offset of the next whole record; ``size`` if there is no other."""
    while offset < size:
        file.seek(offset)
        piece = file.read(_READ_SIZE)
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
