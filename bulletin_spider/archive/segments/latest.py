"""The latest version of every bulletin of a site, as the segments say, without the index and in constant memory."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bulletin_spider.archive.segments.reader import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_TABLE = """CREATE TABLE latest (id TEXT PRIMARY KEY, url TEXT, channel TEXT, date TEXT, change TEXT,
    revision INTEGER, fingerprint TEXT, capture TEXT, segment TEXT, offset INTEGER)"""
_PUT = "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_IN_ORDER = """SELECT * FROM latest WHERE date >= ?
    ORDER BY capture ->> '$.file', capture ->> '$.offset', segment, offset"""


class Published(NamedTuple):
    """The latest version of a bulletin, and where its line begins."""

    id: str
    url: str
    site: str
    channel: str
    date: str
    change: str
    revision: int
    fingerprint: str
    capture: dict[str, Any] | None
    segment: str
    offset: int


class Latest:
    """Keeps the versions in a temporary database of its own, which SQLite puts on disk when it grows."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.layout, self.site = layout, site
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute(_TABLE)
        self._rows.execute("BEGIN")

    @classmethod
    def of(cls, layout: Layout, site: str) -> Self:
        """Return what all segments of a site say; raise ``DamagedSegment`` if a line is no version."""
        latest = cls(layout, site)
        for segment in layout.segments(site):
            for offset, version in versions(segment):
                latest.put(version, segment.name, offset)
        return latest

    def put(self, version: Mapping[str, Any], segment: str, offset: int) -> None:
        """Note a version, which takes the place of the one before."""
        names = ("id", "url", "channel", "date", "change", "revision", "fingerprint")
        capture = json.dumps(version["capture"])
        self._rows.execute(_PUT, (*(version[name] for name in names), capture, segment, offset))

    def get(self, identity: str) -> Published | None:
        """Return the latest version of a bulletin, None if there is none."""
        row = self._rows.execute("SELECT * FROM latest WHERE id = ?", (identity,)).fetchone()
        return self._published(row) if row else None

    def everything(self, since: str = "") -> Iterator[Published]:
        """Yield what was published on the day ``since`` or later, in the order of the captures on disk."""
        yield from map(self._published, self._rows.execute(_IN_ORDER, (since,)))

    def line(self, published: Published) -> dict[str, Any]:
        """Return a version as it was published."""
        with (self.layout.bulletins(self.site) / published.segment).open("rb") as file:
            file.seek(published.offset)
            return json.loads(file.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let go of the temporary database."""
        self._rows.close()

    def _published(self, row: tuple[Any, ...]) -> Published:
        identity, url, *middle, capture, segment, offset = row
        return Published._make((identity, url, self.site, *middle, json.loads(capture), segment, offset))
