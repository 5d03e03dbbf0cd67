"""Write compressed JSON Lines; the same versions give the same bytes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.jsonl import chosen_fields, json_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

_GZIP = 31
"""``wbits`` of zlib for a gzip header without file name and time, which would change the bytes."""


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write one line for each version."""
    # Not GzipFile: one that a signal interrupts while it closes prints an error when Python frees it.
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_GZIP)
    with path.open("wb") as file:
        file.writelines(packer.compress(json_line(version)) for version in chosen_fields(versions, selection))
        file.write(packer.flush())
