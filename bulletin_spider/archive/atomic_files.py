"""Publish whole files only: write under a temporary name, sync, then link under the final name."""

from __future__ import annotations

import os
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import PART_SUFFIX

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Part(FileIO):
    """An unbuffered file whose writes are complete or undone, so that a full disk leaves no cut line."""

    def write(self, data: Buffer, /) -> int:
        """Write all of ``data``; if that fails, cut off what was written of it."""
        end, rest = self.tell(), memoryview(data)
        try:
            while rest:
                rest = rest[super().write(rest) or 0 :]
        except OSError:
            with suppress(OSError):
                self.truncate(end)
                self.seek(end)
            raise
        return self.tell() - end


def open_part(final: Path) -> Part:
    """Open the temporary file that :func:`publish` renames to ``final``; it is in the same directory."""
    make_directory(final.parent)
    return Part(final.with_name(f".{final.name}{PART_SUFFIX}"), "wb")


def publish(part: Part, final: Path) -> None:
    """Sync the part and give it the name ``final``.

    Raises ``FileExistsError`` if ``final`` exists: a published file is never replaced.
    """
    os.fsync(part.fileno())
    part.close()
    os.link(part.name, final)
    Path(part.name).unlink()
    sync_directory(final.parent)


def make_directory(directory: Path) -> None:
    """Make a directory if it does not exist, and sync its parents so that its name survives a power cut."""
    if directory.is_dir():
        return
    directory.mkdir(parents=True, exist_ok=True)
    for parent in (directory.parent, directory.parent.parent):
        sync_directory(parent)


def sync_directory(directory: Path) -> None:
    """Sync ``directory``, so that new names in it survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
