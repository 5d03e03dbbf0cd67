"""Find the latest version of every bulletin of a site in its segments, without the index and in constant memory."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bulletin_spider.archive.databases.temporary import TemporaryDatabase
from bulletin_spider.archive.segments.reader import LARGEST_NUMBER, read_version, read_versions
from bulletin_spider.exceptions import DamagedSegment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_TABLE = """CREATE TABLE latest (id TEXT PRIMARY KEY, url TEXT, channel TEXT, date TEXT, change TEXT,
    revision INTEGER, fingerprint TEXT, moved_to TEXT, capture TEXT, segment TEXT, offset INTEGER)"""
_INSERT = "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_IN_CAPTURE_ORDER = """SELECT * FROM latest WHERE date >= ?
    ORDER BY capture ->> '$.file', capture ->> '$.offset', segment, offset"""


class LatestVersion(NamedTuple):
    """The latest version of a bulletin, and the place of its line: ``segment`` and byte ``offset``."""

    id: str
    url: str
    site: str
    channel: str
    date: str
    change: str
    revision: int
    fingerprint: str
    moved_to: str | None
    capture: dict[str, Any] | None
    segment: str
    offset: int


class LatestVersions:
    """Keeps the versions in a temporary database."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.layout, self.site = layout, site
        self._database = TemporaryDatabase(_TABLE)

    @classmethod
    def from_segments(cls, layout: Layout, site: str) -> Self:
        """Return the latest versions in all segments of a site; raise ``DamagedSegment`` if a line is not a version."""
        with ExitStack() as stack:
            latest = stack.enter_context(closing(cls(layout, site)))
            for segment in layout.segments(site):
                for offset, version in read_versions(segment):
                    if version["revision"] > LARGEST_NUMBER:
                        raise DamagedSegment(
                            f"{segment}, offset {offset} has a revision that is too large: restore it"
                        )
                    latest.put(version, segment.name, offset)
            stack.pop_all()
        return latest

    def put(self, version: Mapping[str, Any], segment: str, offset: int) -> None:
        """Add a version; it replaces the earlier version of the bulletin."""
        names = ("id", "url", "channel", "date", "change", "revision", "fingerprint")
        capture = json.dumps(version["capture"])
        values = (*(version[name] for name in names), version.get("moved_to"), capture, segment, offset)
        self._database.write(_INSERT, values)

    def get(self, identity: str) -> LatestVersion | None:
        """Return the latest version of a bulletin; None if there is no version."""
        row = self._database.first("SELECT * FROM latest WHERE id = ?", (identity,))
        return self._from_row(row) if row else None

    def in_capture_order(self, since: str = "") -> Iterator[LatestVersion]:
        """Yield the versions whose ``date`` is ``since`` or later, in the order of their captures on disk."""
        yield from map(self._from_row, self._database.rows(_IN_CAPTURE_ORDER, (since,)))

    def read_version(self, latest: LatestVersion) -> dict[str, Any]:
        """Return the published line of a version."""
        return read_version(self.layout.bulletins(self.site) / latest.segment, latest.offset)

    def close(self) -> None:
        """Close the temporary database."""
        self._database.close()

    def _from_row(self, row: tuple[Any, ...]) -> LatestVersion:
        identity, url, *middle, capture, segment, offset = row
        return LatestVersion._make((identity, url, self.site, *middle, json.loads(capture), segment, offset))
