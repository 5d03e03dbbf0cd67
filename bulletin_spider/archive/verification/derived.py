"""The index against what it is derived from: it is derived once more, in a temporary place, and compared."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, func, select, text
from sqlalchemy.exc import DatabaseError

from bulletin_spider.archive.index.derive import derive
from bulletin_spider.archive.index.tables import (
    INDEX_VERSION,
    METADATA,
    RUNS,
    SEGMENTS,
    STAMPS,
    open_database,
    opened,
)
from bulletin_spider.archive.manifest import MANIFEST, package, resource
from bulletin_spider.archive.run_records import read_runs
from bulletin_spider.archive.verification.finding import Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from bulletin_spider.archive.layout import Layout

REINDEX = "run scrapy reindex"
_ARCHIVED = MetaData(schema="archived")
_TABLES = {
    table.name: (table, table.to_metadata(_ARCHIVED))
    for table in METADATA.sorted_tables
    if table is not STAMPS
}


def check_index(layout: Layout, site: str) -> Iterator[Finding]:
    """Yield a note if there is no index, and one finding if it is not what the segments of ``site`` say."""
    if not layout.index.exists():
        yield note(layout.index.name, "is not there: the next run makes it anew")
        return
    with tempfile.TemporaryDirectory() as place:
        try:
            yield from _index_compared(Path(place) / "index.sqlite", layout, site)
        except (DatabaseError, ValueError) as error:
            yield Finding("index", layout.index.name, _unread(error), REINDEX)


def check_integrity(layout: Layout) -> Iterator[Finding]:
    """Yield one finding if the index is no whole database: its own indexes may have lost what its tables hold."""
    # A second look, for a run that writes meanwhile makes what is read look damaged.
    if layout.index.exists() and _damage(layout) and (what := _damage(layout)):
        yield Finding("index", layout.index.name, what, REINDEX)


def _damage(layout: Layout) -> str:
    try:
        with _opened(layout.index_to_read) as connection:
            told = str(connection.scalar(text("PRAGMA integrity_check(1)")))
    except (DatabaseError, ValueError) as error:
        return _unread(error)
    return "" if told == "ok" else " ".join(told.split())


def indexed_sites(layout: Layout) -> set[str]:
    """Return the sites that the index knows; none if it cannot be read."""
    try:
        with _opened(layout.index_to_read) as connection:
            return set(connection.scalars(select(SEGMENTS.c.site).distinct()))
    except (DatabaseError, ValueError):
        return set()


def _unread(error: DatabaseError | ValueError) -> str:
    return f"cannot be read: {error.orig if isinstance(error, DatabaseError) else error}"


def _index_compared(own: Path, layout: Layout, site: str) -> Iterator[Finding]:
    name, segments = layout.index.name, layout.segments(site)
    with _opened(layout.index_to_read) as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version != INDEX_VERSION:
            yield note(name, f"is of version {version}: the next run makes it anew")
            return
        at = connection.scalar(select(func.max(RUNS.c.offset)).where(RUNS.c.site == site)) or 0
    seen = _seen(layout, site)
    if unseen := [segment for segment in segments if segment.name not in seen]:
        yield note(name, f"{site}: {len(unseen)} segments are not in it yet: the next run reads them")
    engine = open_database(own)
    records = (pair for pair in read_runs(layout.runs(site)) if pair[1] <= at)
    derive(engine, site, [segment for segment in segments if segment.name in seen], records)
    engine.dispose()
    with _opened(own.resolve().as_uri()) as connection:
        connection.execute(text("ATTACH DATABASE :uri AS archived"), {"uri": layout.index_to_read})
        counts = {table: _differing(connection, table, site) for table in _TABLES}
    if told := ", ".join(f"{count} of {table}" for table, count in counts.items() if count):
        what = f"{site}: rows are not what segments and records say: {told}"
        if seen == _seen(layout, site):
            yield Finding("index", name, what, REINDEX)
        else:
            yield note(name, f"{site}: a run came in between, verify again")


def _seen(layout: Layout, site: str) -> set[str]:
    with _opened(layout.index_to_read) as connection:
        return set(connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == site)))


def _differing(connection: Connection, name: str, site: str) -> int:
    """Return how many rows of a table are in one database and not in the other."""
    ours, theirs = (select(table).where(table.c.site == site) for table in _TABLES[name])
    lacking = connection.scalar(select(func.count()).select_from(ours.except_(theirs).subquery())) or 0
    foreign = connection.scalar(select(func.count()).select_from(theirs.except_(ours).subquery())) or 0
    return max(lacking, foreign)


@contextmanager
def _opened(uri: str) -> Iterator[Connection]:
    with opened(uri).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


ANEW = "remove it, the next run makes it anew"


def check_manifest(layout: Layout, sites: list[str], held: list[str] | None) -> Iterator[Finding]:
    """Yield what ``datapackage.json`` says wrongly of ``sites``, and sites that are none of those ``held``."""
    place = layout.root / MANIFEST
    if not place.exists():
        yield note(MANIFEST, "is not there: the next run makes it anew")
        return
    try:
        told = json.loads(place.read_bytes())
        own = {one["name"]: one for one in told["resources"]}
    except (ValueError, KeyError, TypeError):
        yield Finding("manifest", MANIFEST, "is no manifest of an archive", ANEW)
        return
    if told | {"resources": []} != package([]):
        yield Finding("manifest", MANIFEST, "is not as it was written", ANEW)
    for stranger in sorted(own.keys() - {*held}) if held is not None else ():
        yield Finding("manifest", MANIFEST, f"knows the site {stranger}, of which no file is there", ANEW)
    for site in sites:
        yield from _manifest_compared(own.get(site), resource(layout, site), site)


def _manifest_compared(own: dict[str, Any] | None, derived: dict[str, Any], site: str) -> Iterator[Finding]:
    if own == derived or (own is None and not derived["files"]):
        return
    files = own.get("files", []) if own else []
    if files == derived["files"][: len(files)] and len(files) < len(derived["files"]):
        lacking = len(derived["files"]) - len(files)
        yield note(
            MANIFEST, f"{site}: {lacking} segments are not in it yet: the next run that publishes adds them"
        )
    else:
        yield Finding("manifest", MANIFEST, f"{site}: is not what segments and records say", ANEW)
