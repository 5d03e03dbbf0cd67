"""JSON Lines: the published lines as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write a line for each version."""
    with part.open("wb") as file:
        file.writelines(map(line, versions))


def line(version: dict[str, Any]) -> bytes:
    """Return a version as a line of UTF-8."""
    return json.dumps(version, ensure_ascii=False, allow_nan=False).encode() + b"\n"
