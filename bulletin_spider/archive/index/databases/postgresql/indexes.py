"""The indexes of an archive's sites in PostgreSQL, where all machines share them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA, IndexServer
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.exceptions import DatabaseFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Table

    from bulletin_spider.archive.index.databases.postgresql.database import PostgresqlDatabase
    from bulletin_spider.archive.layout import Layout

Result = TypeVar("Result")
_OWNER = f"SELECT address FROM {SCHEMA}.archive"  # noqa: S608 - our own name
_TOTALS = """SELECT site, bulletins, versions, withdrawn, given_up, past, record
    FROM totals LEFT JOIN last_record USING (site)"""
_OF_ID = "SELECT site FROM bulletins WHERE id = %s UNION SELECT site FROM addresses WHERE address = %s"
_ANY = " UNION ALL ".join(
    f"SELECT FROM {table} WHERE site = %(site)s" for table in ("totals", "last_record", "segments")
)
_KNOWN = "SELECT site FROM totals UNION SELECT site FROM stamps UNION SELECT site FROM hosts"
_AHEAD = 200
"""Sites whose totals are read at once: a few megabytes, most of them run records."""
_ahead: ContextVar[dict[str, tuple[Any, ...]] | None] = ContextVar("_ahead", default=None)
"""Site → its totals, and those of the next sites, while many are read."""


class PostgresqlIndexes:
    """The rows of all sites: ``SiteIndexes``. A database holds the index of one archive, and says of which."""

    is_shared, keeps_nulls = True, False

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.server = IndexServer.of(layout.index_database)
        self.archive = str(layout.root if in_store(layout.root) else layout.root.resolve())

    def name(self, site: str) -> str:
        """Return the address of the database, its schema and the site."""
        return f"{self.server.shown} ({SCHEMA}, {site})"

    def exists(self, site: str) -> bool:
        """Return whether the index has read anything of a site."""
        return bool(self._rows(_ANY, {"site": site}))

    def sites(self) -> list[str]:
        """Return the sites that have rows."""
        return sorted(site for (site,) in self._rows(_KNOWN))

    def rows(self, _site: str, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return the rows of a query. Raises ``DatabaseFault``."""
        return self._rows(statement.replace("?", "%s"), values)

    def _rows(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        if self.server.archive != self.archive:
            for (address,) in self.server.rows(_OWNER):
                self._check_owner(address)
        return self.server.rows(statement, values)

    def _check_owner(self, address: str) -> None:
        if address != self.archive:
            raise DatabaseFault(
                self.server.shown,
                f"it holds the index of the archive {address}, not of {self.archive}",
                f"name another database; '{PROGRAM} reindex' of all sites makes it the index of this archive",
            )
        self.server.archive = address

    def totals(self, site: str) -> tuple[Any, ...] | None:
        """Return the row of a site's totals and, last, its last run record."""
        try:
            if (ahead := _ahead.get()) is not None:
                return self._read_ahead(ahead, site)
            found = self._rows(f"{_TOTALS} WHERE site = %s", [site])
        except DatabaseFault:
            return None
        return _totals(found[0]) if found else ()

    def _read_ahead(self, ahead: dict[str, tuple[Any, ...]], site: str) -> tuple[Any, ...]:
        if site not in ahead:
            found = self._rows(f"{_TOTALS} WHERE site >= %s ORDER BY site LIMIT {_AHEAD}", [site])
            ahead.clear()
            ahead |= {site: ()} | {row[0]: _totals(row) for row in found}
        return ahead[site]

    @contextmanager
    def reading_many(self) -> Iterator[None]:
        """Read the totals of many sites, which are asked for in their order, with few questions."""
        before = _ahead.set({})
        try:
            yield
        finally:
            _ahead.reset(before)

    def sites_of_host(self, host: str) -> list[str]:
        """Return the sites that have published a bulletin of a host, and those that have no index."""
        return self._sites_with("SELECT site FROM hosts WHERE host = %s", [host])

    def sites_of_id(self, identity: str) -> list[str]:
        """Return the sites that have a bulletin with an id, of whichever address, and those that have no index."""
        return self._sites_with(_OF_ID, [identity, identity])

    def _sites_with(self, statement: str, values: Sequence[Any]) -> list[str]:
        found = {site for (site,) in self._rows(statement, values)}
        indexed = {site for (site,) in self._rows("SELECT site FROM totals")}
        return sorted(found | {*self.layout.sites()} - indexed)

    def all_hosts(self) -> set[str]:
        """Return the hosts of all bulletins."""
        return {host for (host,) in self._rows("SELECT DISTINCT host FROM hosts")}

    def note_hosts(self, site: str, hosts: set[str]) -> None:
        """Do nothing: they are in the index already."""

    def open(self, site: str) -> PostgresqlDatabase:
        """Return the rows of a site; make the tables if they are missing."""
        from bulletin_spider.archive.index.databases.postgresql.database import PostgresqlDatabase  # noqa: PLC0415

        self.claim()
        return PostgresqlDatabase(self.server, site)

    def claim(self, *, replacing: bool = False) -> None:
        """See that the tables are there, and note whose index they hold; replace the note if ``replacing``."""
        if self.server.archive == self.archive:
            return
        from bulletin_spider.archive.index.databases.postgresql.schema import make_tables  # noqa: PLC0415 - SQLAlchemy

        with self.server.connected() as connection:
            make_tables(connection)
            if replacing:
                connection.execute("DELETE FROM archive")
            insert = "INSERT INTO archive (address) VALUES (%s) ON CONFLICT DO NOTHING"
            connection.execute(insert, [self.archive])
            row = connection.execute(_OWNER).fetchone()
        self._check_owner(row[0] if row else "")

    def opened(self, _site: str, opening: Callable[[], Result]) -> Result:
        """Return what ``opening`` returns; wait for a database that is away."""
        return self.server.patiently(opening)

    def remove(self, site: str) -> None:
        """Delete the rows of a site."""
        database = self.open(site)
        with database.writing() as connection:
            database.delete_rows(connection)

    def prepare_rebuild(self, site: str) -> None:
        """Do nothing: the rows are replaced in one transaction."""

    def begin_rebuild(self, sites: Collection[str]) -> None:
        """Make it the index of this archive, and delete the rows of other sites."""
        self.claim(replacing=True)
        for site in {*self.sites()} - {*sites}:
            self.remove(site)

    @contextmanager
    def copied(self, site: str, tables: Collection[Table]) -> Iterator[Callable[[], str]]:
        """Yield the function that returns the URI of a SQLite database with the site's rows of ``tables``."""
        from bulletin_spider.archive.index.databases.postgresql.copying import copied_rows  # noqa: PLC0415 - SQLAlchemy

        with copied_rows(self.server, site, tables) as uri:
            yield lambda: uri


def _totals(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without its site; the driver has read the JSON."""
    return (*row[1:6], row[6] or {})
