"""Write compressed JSON Lines; the same versions give the same bytes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.jsonl import json_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(versions: Iterator[dict[str, Any]], path: Path) -> None:
    """Write one line for each version."""
    # No file name and no time in gzip's header: they would change the bytes.
    with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as compressed:
        compressed.writelines(map(json_line, versions))
