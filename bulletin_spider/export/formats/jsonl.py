"""Write JSON Lines, with the same content as the published lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.columns import column_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection


def write(versions: Iterator[dict[str, Any]], path: Path, selection: Selection | None = None) -> None:
    """Write one line for each version."""
    with path.open("wb") as file:
        file.writelines(map(json_line, chosen_fields(versions, selection)))


def chosen_fields(
    versions: Iterator[dict[str, Any]], selection: Selection | None
) -> Iterator[dict[str, Any]]:
    """Return the versions with the columns that were chosen, or unchanged."""
    columns = selection.columns if selection else ()
    if not columns:
        return versions
    return ({name: column_value(one, name, selection) for name in columns} for one in versions)


def json_line(version: dict[str, Any]) -> bytes:
    """Return a version as one line of UTF-8."""
    return json.dumps(version, ensure_ascii=False, allow_nan=False).encode() + b"\n"
