"""Keep which sites have published a bulletin of a host, so that ``bulletin history`` asks these sites first.

The database is derived from the indexes of the sites. Without it, every site is asked.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bulletin_spider.archive.databases.derived import plain_definition, readonly_uri, unfinished_write
from bulletin_spider.archive.index.damage import SOUND, SQLITE_ERRORS, is_damage
from bulletin_spider.exceptions import ArchiveUnread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)

_WAIT = 10.0
"""Seconds to wait for another run that notes a host, which takes milliseconds. It is not worth more of a run's time."""
_NOT_KNOWN = ""
"""In the place of a host: the site has no index yet, so it is asked for every address until its next run."""
_TABLE = "CREATE TABLE hosts (host TEXT, site TEXT, PRIMARY KEY (host, site)) WITHOUT ROWID"
_BY_SITE = "CREATE INDEX hosts_by_site ON hosts (site)"
_INSERT = "INSERT OR IGNORE INTO hosts VALUES (?, ?)"


def note_hosts(layout: Layout, site: str, hosts: set[str]) -> None:
    """Note the hosts of a site; write only if one of them is not noted yet.

    A missing database is filled from the indexes of all sites. No error stops a run: the next one tries again.
    """
    try:
        noted = _noted_hosts(layout, site)
        if _NOT_KNOWN in noted or not hosts <= noted:
            _note(layout, site, hosts)
    except SQLITE_ERRORS as error:
        if is_damage(error):
            remove_hosts(layout)
        logger.warning("%s: %s; the next runs fill it again", layout.index_hosts, error)


def sites_of_host(layout: Layout, host: str) -> list[str]:
    """Return the sites that have published a bulletin of a host; an empty list if that is not known."""
    try:
        with closing(_connect_readonly(layout)) as database:
            statement = "SELECT DISTINCT site FROM hosts WHERE host IN (?, ?) ORDER BY site"
            return [site for (site,) in database.execute(statement, [host, _NOT_KNOWN])]
    except SQLITE_ERRORS:
        return []


def all_hosts(layout: Layout) -> set[str]:
    """Return the hosts of all bulletins that are noted; an empty set if they are not known."""
    try:
        with closing(_connect_readonly(layout)) as database:
            return {host for (host,) in database.execute("SELECT DISTINCT host FROM hosts") if host}
    except SQLITE_ERRORS:
        return set()


def remove_site(layout: Layout, site: str) -> None:
    """Remove a site whose files are gone."""
    if not layout.index_hosts.exists():
        return
    try:
        with closing(sqlite3.connect(layout.index_hosts, timeout=_WAIT)) as database, database:
            database.execute("DELETE FROM hosts WHERE site = ?", [site])
    except SQLITE_ERRORS:
        remove_hosts(layout)


def remove_hosts(layout: Layout) -> None:
    """Delete the database: the next run that publishes makes it from the indexes of all sites."""
    for suffix in ("", "-journal"):
        layout.index_hosts.with_name(layout.index_hosts.name + suffix).unlink(missing_ok=True)


def hosts_problem(layout: Layout) -> str:
    """Return what is wrong with the database; empty if nothing is, or if there is none.

    Raises ``ArchiveUnread`` if it cannot be read because a run was killed and nothing can be written here.
    """
    if not layout.index_hosts.exists():
        return ""
    try:
        with closing(_connect_readonly(layout)) as database:
            (answer,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if answer == SOUND and _schema(database) != _right_schema():
                return "its tables are not those of hosts"
            noted = set(database.execute("SELECT host, site FROM hosts"))
    except SQLITE_ERRORS as error:
        if cause := unfinished_write(layout.index_hosts, error):
            raise ArchiveUnread(cause) from error
        return f"cannot be read: {error}"
    if answer != SOUND:
        return " ".join(str(answer).split())
    lacking = sorted(
        (host, site) for host, site in _indexed_hosts(layout) if host and (host, site) not in noted
    )
    return f"lacks {lacking[0][0]}, of which {lacking[0][1]} has published a bulletin" if lacking else ""


def _noted_hosts(layout: Layout, site: str) -> set[str]:
    if not layout.index_hosts.exists():
        return set()
    with closing(_connect_readonly(layout)) as database:
        if not _is_made(database):  # another run makes it at this moment
            return set()
        return {host for (host,) in database.execute("SELECT host FROM hosts WHERE site = ?", [site])}


def _is_made(database: sqlite3.Connection) -> bool:
    """Whether the tables are there: the file is there earlier."""
    made = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'hosts_by_site'").fetchone()
    return made is not None


def _schema(database: sqlite3.Connection) -> set[tuple[str, ...]]:
    entries = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return {("version", str(version))} | {(*entry, plain_definition(sql)) for *entry, sql in entries}


def _right_schema() -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(f"{_TABLE}; {_BY_SITE}")
        return _schema(database)


def _note(layout: Layout, site: str, hosts: set[str]) -> None:
    with closing(sqlite3.connect(layout.index_hosts, timeout=_WAIT, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        if not _is_made(database):
            database.execute(_TABLE)
            database.execute(_BY_SITE)
            database.executemany(_INSERT, _indexed_hosts(layout))
        database.execute("DELETE FROM hosts WHERE (host, site) = (?, ?)", [_NOT_KNOWN, site])
        database.executemany(_INSERT, ((host, site) for host in hosts))
        database.execute("COMMIT")


def _indexed_hosts(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield host and site from the indexes of all sites, and each site whose index cannot be read."""
    for site in layout.sites():
        try:
            with closing(sqlite3.connect(layout.index_uri(site), uri=True)) as index:
                yield from index.execute("SELECT host, site FROM hosts").fetchall()
        except SQLITE_ERRORS:
            yield _NOT_KNOWN, site


def _connect_readonly(layout: Layout) -> sqlite3.Connection:
    return sqlite3.connect(readonly_uri(layout.index_hosts), uri=True, timeout=_WAIT)
