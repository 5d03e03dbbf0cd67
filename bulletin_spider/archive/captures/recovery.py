"""Recover the open WARC files of a killed run: cut each after its last whole record and publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import recover_open_file
from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.file_names import OPEN_SUFFIX
from bulletin_spider.exceptions import DamagedCapture

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_BLOCK = 1 << 20
"""Bytes that are compared at once."""


def recover_captures(layout: Layout, site: str) -> list[Path]:
    """Publish the whole records of every open file and return the files; remove an open file without a whole record.

    The caller must hold the site's lock. Raises ``OSError``; a file that is not published yet stays open.
    """
    published = []
    for leftover in layout.open_captures(site):
        final = layout.captures_dir(site) / leftover.name.removesuffix(OPEN_SUFFIX)
        if final.exists() and (final.samefile(leftover) or _begins_with(final, leftover)):
            # The run was killed between link and unlink, or a copy of the archive was taken while the run ended.
            leftover.unlink()
            published.append(final)
        elif recovered := recover_open_file(leftover, final, whole_bytes(leftover)):
            published.append(recovered)
    return published


def _begins_with(final: Path, leftover: Path) -> bool:
    """Return whether ``final`` begins with the bytes of ``leftover``."""
    with final.open("rb") as whole, leftover.open("rb") as beginning:
        while block := beginning.read(_BLOCK):
            if whole.read(len(block)) != block:
                return False
    return True


def whole_bytes(path: Path) -> int:
    """Return how many bytes at the beginning of a WARC file are whole records."""
    end = 0
    try:
        for record in read_records(path):
            end = record.end
    except DamagedCapture:
        pass
    return end
