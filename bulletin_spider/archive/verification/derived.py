"""Compare index and manifest with what they are derived from: derive them again and look for differences."""

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
    connect_readonly,
    open_database,
)
from bulletin_spider.archive.manifest import MANIFEST, data_package, derived_resource
from bulletin_spider.archive.run_records import read_run_records
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
    """Yield a note if there is no index, and one finding if it differs from the segments of ``site``."""
    if not layout.index.exists():
        yield note(layout.index.name, "does not exist: the next run rebuilds it")
        return
    with tempfile.TemporaryDirectory() as directory:
        try:
            yield from _compare_index(Path(directory) / "index.sqlite", layout, site)
        except (DatabaseError, ValueError) as error:
            yield Finding("index", layout.index.name, _unreadable(error), REINDEX)


def check_integrity(layout: Layout) -> Iterator[Finding]:
    """Yield one finding if the index is damaged: the indexes of SQLite may have lost rows that its tables hold."""
    # Look twice, because a run that writes meanwhile makes the database look damaged.
    if layout.index.exists() and _damage(layout) and (damage := _damage(layout)):
        yield Finding("index", layout.index.name, damage, REINDEX)


def _damage(layout: Layout) -> str:
    try:
        with _connection(layout.index_uri) as connection:
            answer = str(connection.scalar(text("PRAGMA integrity_check(1)")))
    except (DatabaseError, ValueError) as error:
        return _unreadable(error)
    return "" if answer == "ok" else " ".join(answer.split())


def indexed_sites(layout: Layout) -> set[str]:
    """Return the sites that the index names; an empty set if it cannot be read."""
    try:
        with _connection(layout.index_uri) as connection:
            return set(connection.scalars(select(SEGMENTS.c.site).distinct()))
    except (DatabaseError, ValueError):
        return set()


def _unreadable(error: DatabaseError | ValueError) -> str:
    return f"cannot be read: {error.orig if isinstance(error, DatabaseError) else error}"


def _compare_index(copy: Path, layout: Layout, site: str) -> Iterator[Finding]:
    name, segments = layout.index.name, layout.segments(site)
    with _connection(layout.index_uri) as connection:
        version = connection.scalar(text("PRAGMA user_version"))
        if version != INDEX_VERSION:
            yield note(name, f"has version {version}: the next run rebuilds it")
            return
        read_up_to = connection.scalar(select(func.max(RUNS.c.offset)).where(RUNS.c.site == site)) or 0
    seen = _seen(layout, site)
    if unseen := [segment for segment in segments if segment.name not in seen]:
        yield note(name, f"{site}: {len(unseen)} segments are not in it yet: the next run reads them")
    engine = open_database(copy)
    records = (pair for pair in read_run_records(layout.runs(site)) if pair[1] <= read_up_to)
    derive(engine, site, [segment for segment in segments if segment.name in seen], records)
    engine.dispose()
    with _connection(copy.resolve().as_uri()) as connection:
        connection.execute(text("ATTACH DATABASE :uri AS archived"), {"uri": layout.index_uri})
        counts = {table: _differing(connection, table, site) for table in _TABLES}
    if differing := ", ".join(f"{count} of {table}" for table, count in counts.items() if count):
        message = f"{site}: rows differ from segments and run records: {differing}"
        if seen == _seen(layout, site):
            yield Finding("index", name, message, REINDEX)
        else:
            yield note(name, f"{site}: a run changed it meanwhile, verify again")


def _seen(layout: Layout, site: str) -> set[str]:
    with _connection(layout.index_uri) as connection:
        return set(connection.scalars(select(SEGMENTS.c.name).where(SEGMENTS.c.site == site)))


def _differing(connection: Connection, name: str, site: str) -> int:
    """Return the number of rows of a table that only one of the databases has."""
    derived, archived = (select(table).where(table.c.site == site) for table in _TABLES[name])
    missing = connection.scalar(select(func.count()).select_from(derived.except_(archived).subquery())) or 0
    surplus = connection.scalar(select(func.count()).select_from(archived.except_(derived).subquery())) or 0
    return max(missing, surplus)


@contextmanager
def _connection(uri: str) -> Iterator[Connection]:
    with connect_readonly(uri).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


DELETE = "delete it, the next run rebuilds it"


def check_manifest(layout: Layout, sites: list[str], all_sites: list[str] | None) -> Iterator[Finding]:
    """Yield what is wrong in ``datapackage.json`` for ``sites``, and each site in it that is not in ``all_sites``."""
    path = layout.root / MANIFEST
    if not path.exists():
        yield note(MANIFEST, "does not exist: the next run rebuilds it")
        return
    try:
        package = json.loads(path.read_bytes())
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (ValueError, KeyError, TypeError):
        yield Finding("manifest", MANIFEST, "is not a manifest of an archive", DELETE)
        return
    if package | {"resources": []} != data_package([]):
        yield Finding("manifest", MANIFEST, "differs from what was written", DELETE)
    for unknown in sorted(resources.keys() - {*all_sites}) if all_sites is not None else ():
        yield Finding("manifest", MANIFEST, f"names the site {unknown}, which has no file", DELETE)
    for site in sites:
        yield from _compare_resource(resources.get(site), derived_resource(layout, site), site)


def _compare_resource(
    resource: dict[str, Any] | None, derived: dict[str, Any], site: str
) -> Iterator[Finding]:
    if resource == derived or (resource is None and not derived["files"]):
        return
    files = resource.get("files", []) if resource else []
    if files == derived["files"][: len(files)] and len(files) < len(derived["files"]):
        missing = len(derived["files"]) - len(files)
        yield note(
            MANIFEST, f"{site}: {missing} segments are not in it yet: the next run that publishes adds them"
        )
    else:
        yield Finding("manifest", MANIFEST, f"{site}: differs from segments and run records", DELETE)
