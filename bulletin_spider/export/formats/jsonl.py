"""Write JSON Lines, with the same content as the published lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(versions: Iterator[dict[str, Any]], path: Path) -> None:
    """Write one line for each version."""
    with path.open("wb") as file:
        file.writelines(map(json_line, versions))


def json_line(version: dict[str, Any]) -> bytes:
    """Return a version as one line of UTF-8."""
    return json.dumps(version, ensure_ascii=False, allow_nan=False).encode() + b"\n"
