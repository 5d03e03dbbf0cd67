"""A WARC file while it is written: ``<name>.open``, whole records only, hashed as it grows."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import Part, sync_directory
from bulletin_spider.archive.layout import OPEN_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path


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
