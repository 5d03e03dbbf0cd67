"""The indexes of an archive's sites in files of SQLite, one for each site."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from bulletin_spider.archive.atomic_files import make_directory
from bulletin_spider.archive.databases.derived import unfinished_write
from bulletin_spider.archive.index import hosts as noted_hosts
from bulletin_spider.archive.index.damage import SQLITE_ERRORS, delete_index
from bulletin_spider.exceptions import ArchiveFault, ArchiveUnread, IndexFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Table

    from bulletin_spider.archive.index.databases.sqlite_file import SqliteFile
    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_TOTALS = """SELECT bulletins, versions, withdrawn, given_up, past,
    (SELECT record FROM last_record WHERE site = ?) FROM totals WHERE site = ?"""


class SqliteIndexes:
    """A file for each site, and one of the hosts of all sites: ``SiteIndexes``."""

    is_shared, keeps_nulls = False, True

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def name(self, site: str) -> str:
        """Return the path below the archive, or the whole path of a file elsewhere."""
        path, root = self.layout.index(site), self.layout.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

    def exists(self, site: str) -> bool:
        """Return whether there is a file."""
        return self.layout.index(site).exists()

    def sites(self) -> list[str]:
        """Return the sites that have a file in the archive's directory of indexes."""
        return self.layout.indexed_sites()

    def rows(self, site: str, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return the rows of a query. Raises ``ArchiveUnread``."""
        try:
            return self._ask(site, statement, values)
        except SQLITE_ERRORS as error:
            path, reindex = self.layout.index(site), f"{PROGRAM} reindex --site {site}"
            cause = unfinished_write(path, error) or error
            raise ArchiveUnread(
                f"cannot read {path} ({cause}): the next run of {site} or '{reindex}' rebuilds it"
            ) from error

    def totals(self, site: str) -> tuple[Any, ...] | None:
        """Return the row of a site's totals and, last, its last run record."""
        try:
            found = self._ask(site, _TOTALS, [site, site])
            if not found:
                return ()
            *counts, given_up, past, record = found[0]
            return (*counts, json.loads(given_up), json.loads(past), json.loads(record) if record else {})
        except (sqlite3.Error, TypeError, ValueError):
            return None

    def reading_many(self) -> AbstractContextManager[None]:
        """Do nothing: each file is opened when its site is asked for."""
        return nullcontext()

    def _ask(self, site: str, statement: str, values: Sequence[Any]) -> list[Any]:
        with closing(sqlite3.connect(self.layout.index_uri(site), uri=True)) as index:
            return index.execute(statement, values).fetchall()

    def sites_of_host(self, host: str) -> list[str]:
        """Return the sites that have published a bulletin of a host; an empty list if that is not known."""
        return noted_hosts.sites_of_host(self.layout, host)

    def sites_of_id(self, _identity: str) -> list[str]:
        """Return an empty list: no file knows the bulletins of all sites."""
        return []

    def all_hosts(self) -> set[str]:
        """Return the hosts of all bulletins; an empty set if they are not known."""
        return noted_hosts.all_hosts(self.layout)

    def note_hosts(self, site: str, hosts: set[str]) -> None:
        """Note the hosts of a site in the file of all sites."""
        noted_hosts.note_hosts(self.layout, site, hosts)

    def open(self, site: str) -> SqliteFile:
        """Open the file of a site; make it if it is missing or of another version."""
        from bulletin_spider.archive.index.databases.sqlite_file import SqliteFile  # noqa: PLC0415 - SQLAlchemy

        return SqliteFile(self.layout.index(site))

    def opened(self, site: str, opening: Callable[[], Result]) -> Result:
        """Return what ``opening`` returns. If the file is damaged, delete it and try once more."""
        path = self.layout.index(site)
        make_directory(path.parent)
        try:
            return opening()
        except IndexFault as fault:
            if not fault.damaged:
                raise ArchiveFault(path, fault.error) from fault
            logger.warning("index %s is damaged (%s): rebuilt from the segments", path, fault.cause)
            delete_index(path)
            return opening()

    def remove(self, site: str) -> None:
        """Delete the file of a site, and its hosts."""
        delete_index(self.layout.index(site))
        noted_hosts.remove_site(self.layout, site)

    def prepare_rebuild(self, site: str) -> None:
        """Delete the file of a site."""
        delete_index(self.layout.index(site))

    def begin_rebuild(self, sites: Collection[str]) -> None:
        """Delete the file of hosts and those of other sites."""
        noted_hosts.remove_hosts(self.layout)
        for other in {*self.sites()} - {*sites}:
            delete_index(self.layout.index(other))

    @contextmanager
    def copied(self, site: str, _tables: Collection[Table]) -> Iterator[Callable[[], str]]:
        """Yield the function that returns the URI of the file itself: each use of it undoes what a kill left."""
        yield lambda: self.layout.index_uri(site)
