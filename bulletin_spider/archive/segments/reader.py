"""Read the lines of a segment as versions."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.archived_sites import is_archive
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import unchanging
from bulletin_spider.exceptions import ArchiveUnread, DamagedSegment
from bulletin_spider.program import PROGRAM
from bulletin_spider.reader import Segment, segment_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


REQUIRED_FIELDS: dict[str, tuple[type, ...]] = {
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
"""The fields of a version that the archive itself reads, and their types."""

LARGEST_NUMBER = (1 << 63) - 1
"""The largest number that SQLite holds."""


def read_versions(
    segment: Path, *text_fields: str, on_wrong: Callable[[str], object] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the offset and the version of each line.

    Raises ``DamagedSegment`` if a line is not a version, or lacks a text in one of ``text_fields``. With ``on_wrong``
    such a line is left out, and the function gets the sentence about it.
    """
    offset = 0
    for number, line in enumerate(segment_lines(segment), 1):
        version = parsed(line)
        lacking = unreadable_fields(version) or [
            name for name in text_fields if not isinstance(version.get(name), str)
        ]
        if not lacking:
            yield offset, version
        elif on_wrong:
            on_wrong(f"{wrong_line_text(segment, number, lacking)}: it is left out, restore the file")
        else:
            raise DamagedSegment(
                f"{wrong_line_text(segment, number, lacking)}: restore the file, or move it away"
            )
        offset += len(line)


def epoch_seconds(moment: str) -> int:
    """Return a moment in ISO 8601 as seconds since 1970."""
    return int(dt.datetime.fromisoformat(moment).timestamp())


def wrong_line_text(segment: Path, number: int, lacking: list[str]) -> str:
    """Return what is wrong with a line that lacks fields."""
    return f"{segment}, line {number} lacks {', '.join(lacking)}"


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object of a line; an empty one if the line is no JSON object."""
    try:
        version = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return version if isinstance(version, dict) else {}


def unreadable_fields(version: dict[str, Any]) -> list[str]:
    """Return the required fields that are missing or have another type."""
    lacking = [
        name
        for name, types in REQUIRED_FIELDS.items()
        if name not in version or not isinstance(version[name], types)
    ]
    if not lacking:
        try:
            epoch_seconds(version["fetched_at"])
        except ValueError:
            return ["fetched_at"]
    return lacking


def published_segments(archive: Path) -> Iterator[Segment]:
    """Yield the segments of all sites under the names that they were published with, also of those that were packed.

    What is derived from them stays right when they are packed; :func:`read_versions` and :func:`read_version` find
    their lines. Raises ``FileNotFoundError`` if there is no archive.
    """
    if not is_archive(archive):
        raise FileNotFoundError(f"{archive} is not an archive: it has no directory 'bulletins'")
    layout = Layout(archive)
    for site in layout.sites():
        for path in layout.segments(site):
            yield Segment(site, path.name, path)


def published_version(layout: Layout, site: str, segment: str, offset: int) -> dict[str, Any]:
    """Return the version whose line begins at ``offset`` of a segment of a site.

    Raises ``ArchiveUnread`` if there is no version.
    """
    return read_version(layout.bulletins(site) / segment, offset)


def read_version(segment: Path, offset: int) -> dict[str, Any]:
    """Return the version whose line begins at ``offset``; raise ``ArchiveUnread`` if there is no version."""
    try:
        return json.loads(next(segment_lines(unchanging(segment), offset), b""))  # type: ignore[no-any-return]
    except (OSError, ValueError) as error:
        raise ArchiveUnread(
            f"{segment} has no version at offset {offset} ({error}): '{PROGRAM} verify' finds what is wrong"
        ) from error
