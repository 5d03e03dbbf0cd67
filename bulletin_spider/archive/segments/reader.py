"""A segment's lines, read as the versions they are."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.exceptions import ArchiveUnread, DamagedSegment

if TYPE_CHECKING:
    from pathlib import Path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDED: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "url": (str,),
    "channel": (str,),
    "date": (str,),
    "change": (str,),
    "revision": (int,),
    "fingerprint": (str,),
    "capture": (dict, type(None)),
    "fetched_at": (str,),
}
"""What the archive itself reads of a version."""


def versions(segment: Path, *more: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line's offset and version; raise ``DamagedSegment`` if a line is none, or lacks a text of ``more``."""
    offset = 0
    with segment.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            version = _parsed(line)
            lacking = _lacking(version) or [name for name in more if not isinstance(version.get(name), str)]
            if lacking:
                raise DamagedSegment(
                    f"{segment}, line {number} lacks {', '.join(lacking)}: restore the file, or move it away"
                )
            yield offset, version
            offset += len(line)


def seconds(moment: str) -> int:
    """Return a moment in ISO 8601 as seconds since 1970."""
    return int(dt.datetime.fromisoformat(moment).timestamp())


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        version = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return version if isinstance(version, dict) else {}


def _lacking(version: dict[str, Any]) -> list[str]:
    """Return what is needed of a version and cannot be read."""
    lacking = [
        name for name, kinds in NEEDED.items() if name not in version or not isinstance(version[name], kinds)
    ]
    if not lacking:
        try:
            seconds(version["fetched_at"])
        except ValueError:
            return ["fetched_at"]
    return lacking


def read_line(segment: Path, offset: int) -> dict[str, Any]:
    """Return the version whose line begins at ``offset``; raise ``ArchiveUnread`` if none does."""
    try:
        with segment.open("rb") as file:
            file.seek(offset)
            return json.loads(file.readline())  # type: ignore[no-any-return]
    except (OSError, ValueError) as error:
        raise ArchiveUnread(
            f"{segment} has no version at {offset} ({error}): 'scrapy verify' tells what is wrong"
        ) from error
