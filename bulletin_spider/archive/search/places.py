"""Say where the versions of a bulletin are by the search database, on a machine that has no index of its site."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.atomic_files import local_file
from bulletin_spider.archive.databases.derived import readonly_uri
from bulletin_spider.archive.search.tables import SEARCH_DATABASE, VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.archive.layout import Layout

_SITES = "SELECT name FROM places JOIN sites ON number = site WHERE id = ? ORDER BY name"
_LAST = "SELECT max(name) FROM segments WHERE site = ?"
_NUMBER = "SELECT number FROM sites WHERE name = ?"
_PLACES = """SELECT name, offset FROM (
    SELECT segment, offset FROM places WHERE site = :number AND id = :id
    UNION SELECT segment, offset FROM changes WHERE site = :number AND id = :id
    UNION SELECT before_segment, before_offset FROM changes WHERE site = :number AND id = :id
) AS places JOIN segments ON segments.number = places.segment"""
_MOVED = """SELECT changes.id, segments.name, changes.offset FROM changes
    JOIN segments ON segments.number = changes.segment JOIN sites ON sites.number = changes.site
    WHERE changes.change = 'moved' AND sites.name = ?"""


class KnownPlaces(NamedTuple):
    """Where versions of a bulletin are: the name of a segment, and the offset in it."""

    last: str
    """The last segment of the site that the database has read; empty if it has read none."""
    places: list[tuple[str, int]]


def sites_of_bulletin(layout: Layout, identity: str) -> list[str]:
    """Return the sites that have a bulletin with an id; empty if that is not known."""
    return [site for (site,) in _rows(layout, [(_SITES, [identity])])]


def known_places(layout: Layout, site: str, identity: str) -> KnownPlaces | None:
    """Return where the versions of a site's bulletin are; None if there is no database, or it cannot be read."""
    rows = _rows(layout, [(_LAST, [site]), ("SELECT number FROM sites WHERE name = ?", [site])])
    if not rows:
        return None
    (last,), *numbers = rows
    queries = [(_PLACES, {"number": number, "id": identity}) for (number,) in numbers]
    return KnownPlaces(last or "", _rows(layout, queries))


def moved_versions(layout: Layout, site: str) -> list[tuple[str, str, int]]:
    """Return id, segment and offset of each version of a site that says to where a bulletin has moved."""
    return _rows(layout, [(_MOVED, [site])])


def _rows(layout: Layout, queries: Sequence[tuple[str, Any]]) -> list[Any]:
    """Return the rows of queries, one after the other; none if the database cannot be read."""
    uri = readonly_uri(local_file(layout.root) / SEARCH_DATABASE)
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as database:
        if database.execute("PRAGMA user_version").fetchone() == (VERSION,):
            return [row for query, values in queries for row in database.execute(query, values)]
    return []
