"""What a killed run left of its captures is cut back to its last whole record, and kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import sync_directory
from bulletin_spider.archive.captures.reader import records
from bulletin_spider.archive.captures.writer import publish_open
from bulletin_spider.archive.layout import OPEN_SUFFIX
from bulletin_spider.exceptions import DamagedCapture

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def recover(layout: Layout, site: str) -> list[Path]:
    """Publish the whole records of every leftover and return the files; one without any is removed.

    The site must be locked. Raises ``OSError``; a leftover stays one until it is published.
    """
    found = []
    for leftover in layout.open_captures(site):
        final = leftover.with_name(leftover.name.removesuffix(OPEN_SUFFIX))
        if final.exists() and final.samefile(leftover):  # killed between the two steps of a renaming
            leftover.unlink()
            found.append(final)
        elif end := whole(leftover):
            _cut(leftover, end)
            publish_open(leftover, final)
            found.append(final)
        else:
            leftover.unlink()
            sync_directory(leftover.parent)
    return found


def whole(path: Path) -> int:
    """Return how many bytes of a WARC file are whole records."""
    end = 0
    try:
        for record in records(path):
            end = record.end
    except DamagedCapture:
        pass
    return end


def _cut(path: Path, end: int) -> None:
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
