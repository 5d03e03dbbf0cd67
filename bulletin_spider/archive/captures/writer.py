"""Write every exchange of a run to WARC 1.1 files; a payload that is archived already is only referred to."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider import __version__
from bulletin_spider.archive.atomic_files import create_open_file, publish_synced
from bulletin_spider.archive.captures.deduplication import ArchivedResponse, Deduplicator, response_key
from bulletin_spider.archive.captures.warc_records import (
    exchange_records,
    new_id,
    payload_digest,
    payload_sha256,
    warc_date,
    warcinfo_record,
)
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.layout import Layout


class OpenWarcFile:
    """A WARC file that grows under a temporary name until it is published. Every fault is an ``OSError``."""

    def __init__(self, final: Path) -> None:
        """Create the file, and sync its directories so that its name survives a power cut."""
        self.final = final
        self.size = self.records = 0
        self._synced = 0
        self._hash = hashlib.sha256()
        self._file = create_open_file(final)
        self.path = Path(self._file.name)

    def append(self, data: bytes, records: int) -> None:
        """Write whole records; if that fails, the file is as before."""
        self._file.check_name()
        self._file.write(data)
        self.size += len(data)
        self.records += records
        self._hash.update(data)

    def sync(self) -> None:
        """Make every written byte survive a power cut; do nothing if there is nothing new."""
        self._file.check_name()
        if self._synced < self.size:
            self._file.sync()
            self._synced = self.size

    def publish(self, root: Path) -> dict[str, Any]:
        """Give the file its final name and return its entry for the run's record; never replace a file."""
        self.sync()
        self._file.close()
        publish_synced(self.path, self.final)
        return {
            "name": self.final.relative_to(root).as_posix(),
            "records": self.records,
            "bytes": self.size,
            "sha256": self._hash.hexdigest(),
        }

    def discard(self) -> None:
        """Close the file and delete it."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; if it is not published, the next run recovers its whole records."""
        self._file.close()


ROLL_BYTES = 1_000_000_000
"""Size at which a run begins its next WARC file; 1 GB is what the WARC standard recommends."""


class CaptureWriter:
    """Writes the captures of one run; begins a new file after ``roll_at`` bytes. Faults are ``ArchiveFault``."""

    def __init__(  # noqa: PLR0913 - the place, the size, and two lookups
        self,
        layout: Layout,
        site: str,
        run: str,
        roll_at: int = ROLL_BYTES,
        *,
        find_by_digest: Callable[[str, str], ArchivedResponse | None] | None = None,
        find_latest: Callable[[str], ArchivedResponse | None] | None = None,
    ) -> None:
        """Store the arguments; the two lookups are those of :class:`Deduplicator`."""
        self.layout, self.site, self.run, self.roll_at = layout, site, run, roll_at
        self.deduplicator = Deduplicator(find_by_digest, find_latest)
        self.warcinfo: dict[str, str] = {}
        """Fields of ``warcinfo`` beside the software: user agent, robots, operator."""
        self.files: list[dict[str, Any]] = []
        """The published files: ``name``, ``records``, ``bytes``, ``sha256``."""
        self.written = self.revisits = self.bytes = 0
        self.fault: ArchiveFault | None = None
        """The first fault; after it nothing more can be written."""
        self._sync_fault: ArchiveFault | None = None
        self._file: OpenWarcFile | None = None

    def keep(self, exchange: Exchange, row: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Write an exchange and return its capture; for a revisit, return the capture of the original response.

        Raises ``ArchiveFault`` if it cannot be written; every later call raises the same fault.
        """
        digest, sha256 = payload_digest(exchange.body), payload_sha256(exchange.body)
        key = response_key(exchange.url, row)
        original, reference = self.deduplicator.find(exchange, digest, sha256, key)
        record_id = new_id()
        payload = original.capture["digest"] if original else digest
        records = list(exchange_records(exchange, record_id, payload, sha256, row=row, reference=reference))
        try:
            file, offset = self._append(records)
        except OSError as error:
            raise self._failed(error) from error
        self.written += 1
        self.revisits += original is not None
        if original:
            return original.capture
        capture = {"file": file, "offset": offset, "record_id": record_id, "digest": digest}
        archived = ArchivedResponse(exchange.url, warc_date(exchange.date), capture, sha256)
        self.deduplicator.remember(exchange, archived, key)
        return capture

    def sync(self) -> None:
        """Make every capture so far survive a power cut; after one failure, every later call fails.

        A kernel reports a failed write-back once, and reports the next sync as a success.
        """
        if self._sync_fault:
            raise self._sync_fault
        try:
            if self._file:
                self._file.sync()
        except OSError as error:
            self._sync_fault = self._failed(error)
            raise self._sync_fault from error

    def close(self) -> None:
        """Publish the last file; if that fails, leave it for the next run to check and recover."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            if self._sync_fault:
                raise self._sync_fault
            if file.records:
                self.files.append(file.publish(self.layout.root))
        except OSError as error:
            self._sync_fault = self._failed(error)
            raise self._sync_fault from error
        finally:
            file.close()

    def forget_removed(self) -> list[str]:
        """Leave out of ``files`` what somebody has removed during the run, and return the names."""
        removed = [file["name"] for file in self.files if not (self.layout.root / file["name"]).is_file()]
        self.files = [file for file in self.files if file["name"] not in removed]
        return removed

    def can_be_named(self, capture: Mapping[str, Any]) -> bool:
        """Whether a record may name a capture: it is in a published file of this run, or in one of an earlier run."""
        own = self.layout.captures_file(self.site, self.run).relative_to(self.layout.root).as_posix()
        files = {file["name"] for file in self.files}
        return capture["file"] in files or not capture["file"].startswith(own.removesuffix(".warc.gz"))

    def discard(self) -> None:
        """Delete what is written: the run leaves nothing in the archive."""
        file, self._file = self._file, None
        if file is not None:
            file.discard()

    def _append(self, records: list[bytes]) -> tuple[str, int]:
        """Write the records; return the final name of the file and the offset of the first record."""
        if self.fault:
            raise self.fault
        if self._file and self._file.size >= self.roll_at:
            self.close()
        file = self._file or self._open()
        offset = file.size
        data = b"".join(records)
        file.append(data, len(records))
        self.bytes += len(data)
        return file.final.relative_to(self.layout.root).as_posix(), offset

    def _open(self) -> OpenWarcFile:
        file = self._file = OpenWarcFile(self.layout.captures_file(self.site, self.run, len(self.files) + 1))
        fields = {
            "software": f"bulletin_spider/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": f"{self.site}/{self.run}",
        }
        date = warc_date(dt.datetime.now(dt.UTC))
        file.append(warcinfo_record(file.final.name, fields | self.warcinfo, date), 1)
        self.bytes += file.size
        return file

    def _failed(self, error: OSError) -> ArchiveFault:
        self.fault = self.fault or ArchiveFault(self.layout.captures_dir(self.site), error)
        return self.fault
