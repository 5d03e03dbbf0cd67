"""A run's captures: every exchange is kept in WARC 1.1, a payload that is archived already only by reference."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider import __version__
from bulletin_spider.archive.atomic_files import Part, sync_directory
from bulletin_spider.archive.captures.deduplication import Archived, Payloads, asked_for
from bulletin_spider.archive.captures.warc_records import digest_of, exchange_members, info, new_id, warc_date
from bulletin_spider.archive.layout import OPEN_SUFFIX
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.layout import Layout


class OpenFile:
    """Grows under a name of its own until it is published. Every fault is an ``OSError``."""

    def __init__(self, final: Path) -> None:
        """Create the file, and make its name survive a power cut."""
        self.final = final
        self.path = final.with_name(final.name + OPEN_SUFFIX)
        self.size = self.records = 0
        self._synced = 0
        self._hash = hashlib.sha256()
        final.parent.mkdir(parents=True, exist_ok=True)
        self._file = Part(self.path, "xb")
        for place in (final.parent, final.parent.parent, final.parent.parent.parent):
            sync_directory(place)

    def append(self, data: bytes, records: int) -> None:
        """Write whole records; if that fails, none of them is in the file."""
        self._check()
        self._file.write(data)
        self.size += len(data)
        self.records += records
        self._hash.update(data)

    def sync(self) -> None:
        """Make what was written survive a power cut; nothing new costs nothing."""
        self._check()
        if self._synced < self.size:
            os.fsync(self._file.fileno())
            self._synced = self.size

    def publish(self, root: Path) -> dict[str, Any]:
        """Give the file its name and return what stands of it in the run's record; never replace a file."""
        self.sync()
        self._file.close()
        publish_open(self.path, self.final)
        return {
            "name": self.final.relative_to(root).as_posix(),
            "records": self.records,
            "bytes": self.size,
            "sha256": self._hash.hexdigest(),
        }

    def abandon(self) -> None:
        """Let go of the file; if it is not published, the next run will recover what there is of it."""
        self._file.close()

    def _check(self) -> None:
        """Raise if the file is no longer under its name: a file without a name takes bytes and loses them."""
        with suppress(FileNotFoundError):
            if os.path.samestat(self.path.stat(), os.fstat(self._file.fileno())):
                return
        raise FileNotFoundError(errno.ENOENT, "the file was removed or moved during the run", str(self.path))


def publish_open(path: Path, final: Path) -> None:
    """Rename a synced file; raise ``FileExistsError`` rather than replace another one."""
    os.link(path, final)
    path.unlink()
    sync_directory(final.parent)


ROLL_BYTES = 1_000_000_000


class CaptureFile:
    """Writes the captures of one run, into one file until ``roll_at`` bytes. Faults are ``ArchiveFault``."""

    def __init__(  # noqa: PLR0913 - where, how large, and two questions to the archive
        self,
        layout: Layout,
        site: str,
        run: str,
        roll_at: int = ROLL_BYTES,
        *,
        archived: Callable[[str, str], Archived | None] | None = None,
        last_of: Callable[[str], Archived | None] | None = None,
    ) -> None:
        """Ask ``archived`` for a payload by digest and :func:`asked_for`, and ``last_of`` what a 304 refers to."""
        self.layout, self.site, self.run, self.roll_at = layout, site, run, roll_at
        self.payloads = Payloads(archived, last_of)
        self.about: dict[str, str] = {}
        """What ``warcinfo`` says beside the software: user agent, robots, operator."""
        self.files: list[dict[str, Any]] = []
        """The files that are closed: ``name``, ``records``, ``bytes``, ``sha256``."""
        self.written = self.revisits = self.bytes = 0
        self.fault: ArchiveFault | None = None
        """Why nothing more can be kept."""
        self._lost: ArchiveFault | None = None
        self._file: OpenFile | None = None

    def keep(self, exchange: Exchange, row: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Write an exchange and return where its bytes lie; for a revisit that is where they lay before.

        Raises ``ArchiveFault`` if it cannot be written, from then on always the same.
        """
        digest = digest_of(exchange.body)
        known, reference = self.payloads.known(exchange, digest, asked_for(exchange.url, row))
        record_id = new_id()
        payload = known.capture["digest"] if known else digest
        members = list(exchange_members(exchange, record_id, payload, row, reference))
        try:
            file, offset = self._append(members)
        except OSError as error:
            raise self._failed(error) from error
        self.written += 1
        self.revisits += known is not None
        if known:
            return known.capture
        capture = {"file": file, "offset": offset, "record_id": record_id, "digest": digest}
        found = Archived(exchange.url, warc_date(exchange.date), capture)
        self.payloads.remember(exchange, found, asked_for(exchange.url, row))
        return capture

    def sync(self) -> None:
        """Make every capture so far survive a power cut; what failed once is not believed a second time.

        A kernel reports a failed write-back once, and calls the next sync a success.
        """
        if self._lost:
            raise self._lost
        try:
            if self._file:
                self._file.sync()
        except OSError as error:
            self._lost = self._failed(error)
            raise self._lost from error

    def close(self) -> None:
        """Publish the last file; one that cannot be is left for the next run to check and recover."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            if self._lost:
                raise self._lost
            if file.records:
                self.files.append(file.publish(self.layout.root))
        except OSError as error:
            self._lost = self._failed(error)
            raise self._lost from error
        finally:
            file.abandon()

    def _append(self, members: list[bytes]) -> tuple[str, int]:
        """Return the final name of the file and the offset of the first member in it."""
        if self.fault:
            raise self.fault
        if self._file and self._file.size >= self.roll_at:
            self.close()
        file = self._file or self._opened()
        offset = file.size
        data = b"".join(members)
        file.append(data, len(members))
        self.bytes += len(data)
        return file.final.relative_to(self.layout.root).as_posix(), offset

    def _opened(self) -> OpenFile:
        file = self._file = OpenFile(self.layout.captures_file(self.site, self.run, len(self.files) + 1))
        about = {
            "software": f"bulletin_spider/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": f"{self.site}/{self.run}",
        }
        file.append(info(file.final.name, about | self.about, warc_date(dt.datetime.now(dt.UTC))), 1)
        self.bytes += file.size
        return file

    def _failed(self, error: OSError) -> ArchiveFault:
        self.fault = self.fault or ArchiveFault(self.layout.captures_dir(self.site), error)
        return self.fault
