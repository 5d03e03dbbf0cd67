"""Read of each line of a segment only the fields that the index needs: no object is made of the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from bulletin_spider.archive.segments.reader import (
    LARGEST_NUMBER,
    REQUIRED_FIELDS,
    epoch_seconds,
    parsed,
    unreadable_fields,
    wrong_line_text,
)
from bulletin_spider.reader import segment_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Number = Annotated[int, msgspec.Meta(ge=-LARGEST_NUMBER - 1, le=LARGEST_NUMBER)]
"""A number that a database holds."""


class LineFields(msgspec.Struct, gc=False):
    """The fields of a version that the index needs; the JSON of ``capture`` is kept as text."""

    id: str
    url: str
    channel: str
    date: str
    change: str
    revision: Number
    fingerprint: str
    capture: msgspec.Raw
    fetched_at: str
    title: Any = None
    paragraphs: Any = None
    moved_to: str | None = None
    attachments: Any = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` if ``capture`` is no object and not null."""
        if bytes(self.capture)[:1] not in b"{n":
            raise ValueError("capture is no object")


_decode = msgspec.json.Decoder(LineFields).decode


def read_line_fields(
    segment: Path, on_wrong: Callable[[str], object]
) -> Iterator[tuple[int, LineFields, int]]:
    """Yield of each line its offset, its fields, and the time of fetching in seconds since 1970.

    A line that is no version, or holds what no database holds, is left out; ``on_wrong`` gets the sentence about it.
    The characters of other fields are not looked at: that costs as much as half of the reading, and verify does it.
    """
    offset = 0
    for number, line in enumerate(segment_lines(segment), 1):
        try:
            fields = _decode(line)
            yield offset, fields, epoch_seconds(fields.fetched_at)
        except (ValueError, RecursionError):
            if odd := _odd_line(segment, number, offset, line, on_wrong):
                yield offset, odd, epoch_seconds(odd.fetched_at)
        offset += len(line)


def _odd_line(
    segment: Path, number: int, offset: int, line: bytes, on_wrong: Callable[[str], object]
) -> LineFields | None:
    """Return the fields of a line that only Python's own decoder reads, such as one with half a surrogate pair."""
    version = parsed(line)
    if lacking := unreadable_fields(version):
        on_wrong(f"{wrong_line_text(segment, number, lacking)}: it is left out, restore the file")
        return None
    stored = {name: version[name] for name in REQUIRED_FIELDS} | {"moved_to": version.get("moved_to")}
    try:
        json.dumps(stored, ensure_ascii=False).encode()
        read = {name: version.get(name) for name in ("title", "paragraphs", "attachments")}
        capture = msgspec.Raw(json.dumps(version["capture"]).encode())
        return msgspec.convert(stored | read | {"capture": capture}, LineFields)
    except (ValueError, OverflowError) as error:
        on_wrong(
            f"{segment}, offset {offset} has a value that no archive has published ({error}):"
            " it is left out, restore the file"
        )
        return None
