"""What a listing row said, as ``application/warc-fields``: one line a field, whatever the value holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def fields_of(row: Mapping[str, str]) -> bytes:
    """Return the row's lines in UTF-8; each value is a JSON string, which has no line ends and keeps its blanks."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\r\n" for name, value in row.items())
    # A lone surrogate cannot be UTF-8; as \udXXX it is what JSON reads back.
    return "".join(lines).encode("utf-8", "backslashreplace")


def row_of(fields: bytes) -> dict[str, str]:
    """Return the row that :func:`fields_of` wrote; raise ``ValueError`` if it did not."""
    lines = (line.decode().partition(": ") for line in fields.split(b"\r\n") if line)
    return {name: str(json.loads(value)) for name, _, value in lines}
