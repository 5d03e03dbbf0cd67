"""Compare the files of a site with the checksums with which an object store has accepted them, without their bytes."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.checksums import kept_digest
from bulletin_spider.archive.object_store.paths import for_each
from bulletin_spider.archive.verification.finding import RESTORE, Finding, unreadable
from bulletin_spider.reader import segment_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.object_store.checksums import FileDigest
    from bulletin_spider.archive.verification.run_records import RunRecordCheck

_KINDS = {"bulletins": "segment", "captures": "capture", "rejected": "rejection"}


class ChecksumCheck:
    """Asks for the checksum of every file that is there and that a run record, or an event about packs, names."""

    def __init__(self, run_records: RunRecordCheck) -> None:
        self.run_records = run_records
        self.compared = self.read = 0
        """Files whose checksum the store keeps, and files that had to be read."""
        self.sound = True

    def check(self) -> Iterator[Finding]:
        """Yield a finding for each file that is not what was recorded.

        Raises ``StoreFault`` if the store refuses a request, and asks for nothing more then.
        """
        packs = self.run_records.packs.history.packs
        recorded = {name: entry["sha256"] for name, entry in self.run_records.files.items()}
        recorded |= {name: pack.sha256 for name, pack in packs.items()}
        names = [name for name in recorded if self.run_records.present.still_has(name)]
        with closing(for_each(self.run_records.layout.root, self._digest, names)) as answers:
            for name, found in zip(names, answers, strict=True):
                finding = self._compare(name, recorded[name], found)
                if finding:
                    self.sound = False
                    yield finding

    def _digest(self, name: str) -> FileDigest | OSError:
        try:
            return kept_digest(self.run_records.layout.root / name)
        except OSError as error:
            return error

    def _compare(self, name: str, sha256: str, found: FileDigest | OSError) -> Finding | None:
        kind = "pack" if name in self.run_records.packs.history.packs else _KINDS[name.partition("/")[0]]
        if isinstance(found, FileNotFoundError) and self.run_records.packs.place(name):
            return None  # it was packed since it was listed
        if isinstance(found, OSError):
            return unreadable(kind, name, found)
        self.read += found.was_read
        self.compared += not found.was_read
        if found.sha256 == sha256:
            return None
        if kind == "pack":
            return Finding(kind, name, "its sha256 is not the one that it was written with", RESTORE)
        return Finding(kind, name, self.run_records.difference(name, found.bytes, found.sha256), RESTORE)

    def versions(self) -> int:
        """Return how many versions the segments hold: by the run records, or read if no record says how many."""
        check = self.run_records
        lines: dict[str, int] = {
            name: entry["lines"] for name, entry in check.files.items() if "lines" in entry
        }
        unknown = [name for name in map(check.name, check.segments) if name not in lines]
        return sum(lines.values()) + sum(for_each(check.layout.root, self._lines, unknown))

    def _lines(self, name: str) -> int:
        """Return how many lines a segment has; 0 if it cannot be read, which is reported already."""
        try:
            return sum(1 for _ in segment_lines(self.run_records.layout.root / name))
        except OSError:
            return 0
