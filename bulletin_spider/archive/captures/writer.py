"""Write the exchanges of a run to WARC 1.1 files; an answer that says what is archived already is only noted."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider import __version__
from bulletin_spider.archive.atomic_files import create_open_file, publish_synced
from bulletin_spider.archive.captures.confirmations import Confirmations
from bulletin_spider.archive.captures.deduplication import ArchivedResponses
from bulletin_spider.archive.captures.put_queue import PutQueue
from bulletin_spider.archive.captures.warc_records import (
    exchange_records,
    new_id,
    payload_digest,
    payload_sha256,
    shared_headers,
    warc_date,
    warcinfo_record,
)
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.clock import CLOCK, Clock
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from bulletin_spider.archive.captures.deduplication import ArchivedResponse
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
_OBJECT_BYTES = 64_000_000
"""The same in an object store, which takes a conditional put whole: it is in memory twice meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldExchange:
    """An exchange with other bytes than the kept response of its address, until it is known whether it says more."""

    exchange: Exchange
    kept: ArchivedResponse


class CaptureWriter:
    """Writes the captures of one run; begins a new file after ``roll_at`` bytes. Faults are ``ArchiveFault``."""

    def __init__(
        self,
        layout: Layout,
        site: str,
        run: str,
        roll_at: int = ROLL_BYTES,
        *,
        archived: ArchivedResponses | None = None,
    ) -> None:
        """Store the arguments; ``archived`` are the responses that an answer may confirm."""
        self.layout, self.site, self.run, self.roll_at = layout, site, run, roll_at
        self.archived = archived if archived is not None else ArchivedResponses()
        self.clock: Clock = CLOCK
        self.confirmed = Confirmations()
        self.keeps_revisits = False
        """Whether a confirmed answer is written as a revisit record too (setting ``CAPTURE_REVISITS``)."""
        self.warcinfo: dict[str, str] = {}
        """Fields of ``warcinfo`` beside the software and the headers of the first request: robots, operator."""
        self.files: list[dict[str, Any]] = []
        """The published files: ``name``, ``records``, ``bytes``, ``sha256``."""
        self.written = self.revisits = self.bytes = 0
        self.fault: ArchiveFault | None = None
        """The first fault; after it nothing more can be written."""
        self._sync_fault: ArchiveFault | None = None
        self._file: OpenWarcFile | None = None
        self._shared: dict[str, str] = {}
        """The headers in ``warcinfo`` of the open file, which most requests share."""
        self._held: list[HeldExchange] = []
        self._begun = 0
        """How many files were begun."""
        self.queue = PutQueue() if in_store(layout.root) else None
        if self.queue:
            self.roll_at = min(roll_at, _OBJECT_BYTES)
        """What puts the files into an object store; on a disk they only get their names, at once."""

    def keep(self, exchange: Exchange, row: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Write an exchange and return its capture. If it confirms an archived response, return the capture of that.

        A confirmed answer is noted, and written only with ``keeps_revisits``. Raises ``ArchiveFault`` if an answer
        cannot be written; every later call raises the same fault.
        """
        digest, sha256 = payload_digest(exchange.body), payload_sha256(exchange.body)
        original, reference = self.archived.find(exchange, row, digest, sha256) or (None, None)
        if original and not self.keeps_revisits:
            return self.confirm(original, row)
        record_id = new_id()
        payload = original.capture["digest"] if original else digest
        try:
            file = self._ready(exchange)
            records = exchange_records(
                exchange, record_id, payload, sha256, row=row, reference=reference, shared=self._shared
            )
            offset = self._append(file, list(records))
        except OSError as error:
            raise self._failed(error) from error
        self.written += 1
        self.revisits += original is not None
        if original:
            return original.capture
        name = file.final.relative_to(self.layout.root).as_posix()
        capture = {"file": name, "offset": offset, "record_id": record_id, "digest": digest}
        self.archived.note_own(exchange, row, capture, sha256)
        return capture

    def confirm(self, archived: ArchivedResponse, row: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Note an answer that says what ``archived`` says, and return the capture of that."""
        self.confirmed.note(archived, row)
        return archived.capture

    def hold(self, exchange: Exchange, kept: ArchivedResponse) -> HeldExchange:
        """Return an exchange that is not written before :meth:`settle` says whether it shows the same as ``kept``."""
        held = HeldExchange(exchange, kept)
        self._held.append(held)
        return held

    def settle(self, held: HeldExchange, *, is_same: bool) -> dict[str, Any]:
        """Note a held exchange if it shows the same as the kept one, else write it. Return its capture."""
        self._held.remove(held)
        return self.confirm(held.kept) if is_same else self.keep(held.exchange)

    def sync(self) -> None:
        """Make every capture so far survive a power cut; after one failure, every later call fails.

        In an object store they become an object: what comes later goes into the next one.

        A kernel reports a failed write-back once, and reports the next sync as a success.
        """
        if self._sync_fault:
            raise self._sync_fault
        if self.queue:
            self._close_file()
            self._wait()
            return
        try:
            if self._file:
                self._file.sync()
        except OSError as error:
            self._sync_fault = self._failed(error)
            raise self._sync_fault from error

    def put_before(self, put: Callable[[], object]) -> Future[None]:
        """Return the future of a call that is made in a thread once every capture so far is in the object store.

        If one cannot be put, the future has the fault, and the call is not made.
        """
        assert self.queue
        self._close_file()

        def put_in_order() -> None:
            if self._sync_fault:
                raise self._sync_fault
            put()

        return self.queue.add(put_in_order)

    def close(self) -> None:
        """Write what is still held and publish the last file; if that fails, leave it for the next run to recover."""
        try:
            for held in [*self._held]:
                self.archived.note_page(held.exchange, self.settle(held, is_same=False))
        finally:
            self._close_file()
            self._wait()

    def _wait(self) -> None:
        """Wait for what was handed over to be put. Raises ``ArchiveFault`` if that failed."""
        if self.queue:
            self.queue.wait()
            if self._sync_fault:
                raise self._sync_fault

    def _close_file(self) -> None:
        """Publish the open file; in an object store it is handed over to be put."""
        file, self._file = self._file, None
        if file is None:
            return
        if self.queue:
            self.queue.add(partial(self._publish, file))
        else:
            self._publish(file)

    def _publish(self, file: OpenWarcFile) -> None:
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
        """Leave out of ``files`` what somebody has removed from the disk during the run, and return the names."""
        if self.queue:
            return []
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

    def _ready(self, exchange: Exchange) -> OpenWarcFile:
        """Return the open file for an exchange; begin the next one if it is full."""
        if self.fault:
            raise self.fault
        if self._file and self._file.size >= self.roll_at:
            self._close_file()
        return self._file or self._open(exchange)

    def _append(self, file: OpenWarcFile, records: list[bytes]) -> int:
        """Write the records; return the offset of the first one."""
        offset = file.size
        data = b"".join(records)
        file.append(data, len(records))
        self.bytes += len(data)
        return offset

    def _open(self, first: Exchange) -> OpenWarcFile:
        file = self._file = OpenWarcFile(self.layout.captures_file(self.site, self.run, self._begun + 1))
        self._begun += 1
        self._shared = shared_headers(first)
        fields = {
            "software": f"bulletin_spider/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": f"{self.site}/{self.run}",
        }
        headers = {f"http-header-{name.lower()}": value for name, value in self._shared.items()}
        date = warc_date(self.clock.now(dt.UTC))
        file.append(warcinfo_record(file.final.name, fields | self.warcinfo | headers, date), 1)
        self.bytes += file.size
        return file

    def _failed(self, error: OSError) -> ArchiveFault:
        self.fault = self.fault or ArchiveFault(self.layout.captures_dir(self.site), error)
        return self.fault
