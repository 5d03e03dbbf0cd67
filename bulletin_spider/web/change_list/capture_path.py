"""Say at which address of these pages a capture is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


def capture_path(capture: Mapping[str, Any] | None) -> str | None:
    """Return the path of the page of a capture: site, file and offset; None without a capture, or for a damaged one."""
    folder, *names = str((capture or {}).get("file", "")).split("/")
    offset = (capture or {}).get("offset")
    if folder != "captures" or len(names) != 2 or not isinstance(offset, int):
        return None
    return f"/c/{quote(names[0], safe='')}/{quote(names[1], safe='')}/{offset}"
