"""JSON Lines, compressed; the same versions give the same bytes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.jsonl import line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write a line for each version."""
    with part.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.writelines(map(line, versions))
