"""Write the files that say where packed files are: a table of captures, a table of segments, and tombstones.

They say what the events in the chain of run records say, so that a reader need not read the chain.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import open_part, remove, replace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.packing.pack_history import NamedFile, PackedFile

_OF_SEGMENTS = "bulletins/"


def capture_table(files: Iterable[PackedFile]) -> bytes:
    """Return the table of packed WARC files and files of refused pages, sorted by the old name."""
    lines = (
        {"file": one.name, "pack": one.pack, "start": one.start, "bytes": one.bytes, "sha256": one.sha256}
        for one in sorted(files)
        if not one.name.startswith(_OF_SEGMENTS)
    )
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def segment_table(files: Iterable[PackedFile]) -> bytes:
    """Return the table of packed segments, in the order of their publication; empty if there is none."""
    entries = [
        {
            "name": one.name.rpartition("/")[2],
            "pack": one.pack.rpartition("/")[2],
            "start": one.start,
            "bytes": one.bytes,
            "lines": one.lines,
            "sha256": one.sha256,
        }
        for one in sorted(files)
        if one.name.startswith(_OF_SEGMENTS)
    ]
    # A line for each segment: people compare such files line by line.
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    return f'{{"segments": [\n{lines}\n]}}\n'.encode() if entries else b""


def tombstone(pack: NamedFile, place: str) -> bytes:
    """Return the content of the file that says where a pack was moved to."""
    content = {"to": place, "bytes": pack.bytes, "sha256": pack.sha256}
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def write_tables(layout: Layout, site: str, files: Iterable[PackedFile]) -> None:
    """Replace each table whose content is not what ``files`` say; there is no empty one."""
    listed = list(files)
    for path, content in (
        (layout.capture_table(site), capture_table(listed)),
        (layout.segment_table(site), segment_table(listed)),
    ):
        if not content:
            remove(path)
        elif content != table_content(path):
            with open_part(path) as part:
                part.write(content)
                replace(part, path)


def table_content(path: Path) -> bytes:
    """Return the content of a table; empty if there is none."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""
