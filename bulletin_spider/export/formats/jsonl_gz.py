"""Write compressed JSON Lines; the same versions give the same bytes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.jsonl import json_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GZIP = 31
"""``wbits`` of zlib for a gzip header without file name and time, which would change the bytes."""


def write(versions: Iterator[dict[str, Any]], path: Path) -> None:
    """Write one line for each version."""
    # Not GzipFile: one that a signal interrupts while it closes prints an error when Python frees it.
    packer = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_GZIP)
    with path.open("wb") as file:
        file.writelines(packer.compress(json_line(version)) for version in versions)
        file.write(packer.flush())
