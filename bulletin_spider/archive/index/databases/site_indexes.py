"""Find the indexes of an archive's sites: files of SQLite, or tables in PostgreSQL. No other module asks which.

Nothing here imports SQLAlchemy: the commands that only read do without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bulletin_spider.archive.databases.postgresql import check_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Row, Select, Table

    from bulletin_spider.archive.layout import Layout

Result = TypeVar("Result")


class SiteDatabase(Protocol):
    """The rows of one site's index, for those who change them."""

    dialect: str
    """The name that SQLAlchemy has for it."""

    def rows(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Return the rows of a query as of now, or of the transaction of :meth:`changing`."""

    def write(self, statement: Any, values: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401 - of either dialect
        """Execute a statement for each of the values, in a transaction of its own; doing it twice changes nothing."""

    def changing(self) -> AbstractContextManager[None]:
        """Begin a change that depends on what the index holds: nobody else changes the site's rows until its end."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction, or go on with that of :meth:`changing`."""

    def delete_rows(self, connection: Connection) -> None:
        """Delete all rows of the site."""

    def disconnect(self) -> None:
        """Let it go as it is."""

    def close(self) -> None:
        """Let it go; what is damaged is deleted, so that the next run rebuilds it."""


class SiteIndexes(Protocol):
    """The indexes of an archive's sites."""

    is_shared: bool
    """Whether one database has the rows of all sites and serves all machines, so that no file is damaged or missing."""

    keeps_nulls: bool
    """Whether a text may have a null character."""

    def name(self, site: str) -> str:
        """Return what people call the index of a site: a path, or a place in a database."""

    def exists(self, site: str) -> bool:
        """Return whether a site has an index."""

    def sites(self) -> list[str]:
        """Return the sites that have an index, also those without a file in the archive."""

    def rows(self, site: str, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return the rows of a query whose parameters are ``?``. Raises ``ArchiveUnread`` or ``DatabaseFault``."""

    def totals(self, site: str) -> tuple[Any, ...] | None:
        """Return the row of a site's totals and, last, its last run record; empty without any, None if unreadable."""

    def reading_many(self) -> AbstractContextManager[None]:
        """Prepare for :meth:`totals` of many sites in their order."""

    def sites_of_host(self, host: str) -> list[str]:
        """Return the sites that have published a bulletin of a host; an empty list if that is not known."""

    def sites_of_id(self, identity: str) -> list[str]:
        """Return the sites that have a bulletin with an id, of any address; an empty list if that is not known."""

    def all_hosts(self) -> set[str]:
        """Return the hosts of all bulletins; an empty set if they are not known."""

    def note_hosts(self, site: str, hosts: set[str]) -> None:
        """Note the hosts of a site for :meth:`sites_of_host`."""

    def open(self, site: str) -> SiteDatabase:
        """Open the index of a site for writing; make it if it is missing."""

    def opened(self, site: str, opening: Callable[[], Result]) -> Result:
        """Return what ``opening`` returns; try again what may be better then."""

    def remove(self, site: str) -> None:
        """Remove the index of a site; the caller holds its lock."""

    def prepare_rebuild(self, site: str) -> None:
        """Delete what may be too damaged for :meth:`SiteDatabase.delete_rows`."""

    def begin_rebuild(self, sites: Collection[str]) -> None:
        """Remove what is not of one of ``sites``, before the indexes of all of them are rebuilt."""

    def copied(self, site: str, tables: Collection[Table]) -> AbstractContextManager[Callable[[], str]]:
        """Yield the function that returns the URI of a SQLite database with the site's rows of ``tables``."""


def site_indexes(layout: Layout) -> SiteIndexes:
    """Return the indexes of the archive's sites, where the settings say. Raises ``UsageFault`` if that is nowhere."""
    if layout.index_database:
        check_driver()
        from bulletin_spider.archive.index.databases.postgresql.indexes import PostgresqlIndexes  # noqa: PLC0415

        return PostgresqlIndexes(layout)
    from bulletin_spider.archive.index.databases.sqlite import SqliteIndexes  # noqa: PLC0415

    return SqliteIndexes(layout)
