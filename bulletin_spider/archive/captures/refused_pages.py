"""Read the entries of refused pages, the newest first, also out of packs."""

from __future__ import annotations

import heapq
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.file_names import is_run_name, run_of
from bulletin_spider.archive.record_chain import lines_from_end
from bulletin_spider.archive.segments.reader import parsed
from bulletin_spider.exceptions import ArchiveUnread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes. A run refuses some pages, of 600 bytes each; a larger file is not what a run wrote, and is not read."""


class RefusedPage(NamedTuple):
    """A page that a run refused; ``entry`` is its line in the archive."""

    run: str
    number: int
    """The line in the file of its run, from 1."""
    entry: dict[str, Any]

    @property
    def key(self) -> str:
        """The name by which a list goes on after this entry: run and line."""
        return f"{self.run}-{self.number}"


class _File(NamedTuple):
    run: str
    path: Path
    start: int = 0
    size: int | None = None


def refused_pages(layout: Layout, site: str, before: str = "") -> Iterator[RefusedPage]:
    """Yield the refused pages of a site, the newest first; with ``before``, a key, only the earlier ones.

    A line that is no entry is left out: ``verify`` finds it. Raises ``ValueError`` if ``before`` is no key, and
    ``ArchiveUnread``.
    """
    run, number = parse_key(before) if before else ("", 0)
    for file in _files(layout, site):
        if run and file.run > run:
            continue
        entries = [parsed(line) for line in _lines(file)]
        for place in range(len(entries), 0, -1):
            entry = entries[place - 1]
            if entry and not (file.run == run and place >= number):
                yield RefusedPage(file.run, place, entry)


def parse_key(key: str) -> tuple[str, int]:
    """Return the run and the line that a key names. Raises ``ValueError``."""
    run, _, number = key.partition("-")
    if not is_run_name(run) or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise ValueError(f"{key} is no entry of refused pages")
    return run, int(number)


def _files(layout: Layout, site: str) -> Iterator[_File]:
    """Yield the files of refused pages, the newest run's first, each once: either a file or its part of a pack."""
    own = [_File(run_of(path), path) for path in reversed(layout.rejections(site))]
    names = {file.path.name for file in own}
    packed = (file for file in _packed_files(layout, site) if f"{file.run}.jsonl" not in names)
    return heapq.merge(own, packed, key=_run_of, reverse=True)


def _run_of(file: _File) -> str:
    return file.run


def _packed_files(layout: Layout, site: str) -> Iterator[_File]:
    """Yield the packed files from the end of the site's table, which is sorted by name: ``rejected/`` comes last."""
    folder = f"rejected/{site}/"
    try:
        with layout.capture_table(site).open("rb") as table:
            for line in lines_from_end(table):
                entry = json.loads(line)
                name, pack = entry["file"].removeprefix(folder), entry["pack"].removeprefix(folder)
                if name == entry["file"] or "/" in pack:
                    return
                path = layout.root / folder / pack
                yield _File(name.removesuffix(".jsonl"), path, int(entry["start"]), int(entry["bytes"]))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError, AttributeError):
        return  # no table, or a damaged one, which ``verify`` reports


def _lines(file: _File) -> list[bytes]:
    try:
        size = file.path.stat().st_size if file.size is None else file.size
        if size > LARGEST_FILE:
            return []
        with file.path.open("rb") as opened:
            opened.seek(file.start)
            # Text has more line ends, such as U+2028: only the byte ends a line.
            return opened.read(size).split(b"\n")[:-1]
    except FileNotFoundError:
        return []  # packed at this moment
    except OSError as error:
        raise ArchiveUnread(f"cannot read {file.path} ({error.strerror})") from error
