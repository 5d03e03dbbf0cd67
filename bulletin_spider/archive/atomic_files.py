"""Whole files only: written under a temporary name, synced, then given their name."""

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
    """A file without a buffer that takes what is written whole or not at all: no line that a full disk cut is kept."""

    def write(self, data: Buffer, /) -> int:
        """Write all of ``data``; if that fails, what was written of it is cut off again."""
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
    """Open the temporary file that :func:`publish` will turn into ``final``; it lies in the same directory."""
    make_directory(final.parent)
    return Part(final.with_name(f".{final.name}{PART_SUFFIX}"), "wb")


def publish(part: Part, final: Path) -> None:
    """Make the part appear as ``final``, whole and durable.

    Raises ``FileExistsError`` if ``final`` is there already: a published file is never replaced.
    """
    os.fsync(part.fileno())
    part.close()
    os.link(part.name, final)
    Path(part.name).unlink()
    sync_directory(final.parent)


def make_directory(directory: Path) -> None:
    """Make a directory, if it is not there, whose name survives a power cut."""
    if directory.is_dir():
        return
    directory.mkdir(parents=True, exist_ok=True)
    for above in (directory.parent, directory.parent.parent):
        sync_directory(above)


def sync_directory(directory: Path) -> None:
    """Make new names in ``directory`` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
