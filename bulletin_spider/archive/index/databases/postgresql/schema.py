"""Make the tables of the index, and note whose index it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from psycopg import sql
from sqlalchemy import MetaData, PrimaryKeyConstraint
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

from bulletin_spider.archive.index.databases.postgresql.connections import (
    LOCKS,
    SCHEMA,
    SCHEMA_PREFIX,
    IndexServer,
)
from bulletin_spider.archive.index.databases.version import INDEX_VERSION
from bulletin_spider.archive.index.tables import ATTACHMENTS, METADATA, SUSPECTED

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Table

PARTITIONS = 16
"""Of each table, by site. Of 3,000 sites with 20,000 bulletins each, one has four million rows, 2 GB: its indexes fit
into memory, and a vacuum of it takes a minute. A partition for each site would make 36,000 tables."""
_MAKING = 0
"""The number of the lock of those who make the tables; those of sites are never 0."""
_OWNER = """CREATE TABLE archive (one boolean PRIMARY KEY DEFAULT true CHECK (one), address text NOT NULL)"""
_EARLIER = re.compile(rf"{SCHEMA_PREFIX}(\d{{1,9}})")
_OF_ADDRESSES = (
    "CREATE UNIQUE INDEX attachments_key ON attachments (site, id, md5(url))",
    "CREATE INDEX attachments_by_url ON attachments USING hash (url)",
)
"""The indexes of attachments by their address, which may be longer than what an ordinary index holds."""
_OF_ALL_SITES = (
    "CREATE INDEX hosts_by_host ON hosts (host)",
    "CREATE INDEX bulletins_by_id ON bulletins USING hash (id)",
    "CREATE INDEX addresses_by_address ON addresses USING hash (address)",
)
"""The indexes by which the sites of a bulletin are found: a file of one site does not need them."""


def prepare_index_database(address: str) -> None:
    """Make the tables of the index in the database at an address, and remove those of earlier versions.

    Nothing is changed if they are there. Raises ``DatabaseFault``, and ``UsageFault`` if it is no address.
    """
    with IndexServer.of(address).connected() as connection:
        make_tables(connection)
        names = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
        for found in filter(None, (_EARLIER.fullmatch(name) for (name,) in names)):
            if int(found[1]) < INDEX_VERSION:
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(found[0])))


def make_tables(connection: Connection) -> None:
    """Make the tables if they are not there, in the transaction of the connection."""
    if _is_made(connection):
        return
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, _MAKING])
    if _is_made(connection):
        return
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
    connection.execute("; ".join(_definitions()))


def _is_made(connection: Connection) -> bool:
    return connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.archive"]).fetchone() != (None,)


@cache
def _definitions() -> tuple[str, ...]:
    tables = [_with_own_keys(table) for table in METADATA.sorted_tables]
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    made = [_OWNER]
    for table in tables:
        made.append(f"{CreateTable(table).compile(dialect=dialect)} PARTITION BY HASH (site)")
        indexes = (one for one in table.indexes if "url" not in one.columns)
        made += [str(CreateIndex(one).compile(dialect=dialect)) for one in indexes]
        made += [
            f"CREATE TABLE {table.name}_{number} PARTITION OF {table.name}"
            f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
            for number in range(PARTITIONS)
        ]
    return (*made, *_OF_ADDRESSES, *_OF_ALL_SITES)


def _with_own_keys(table: Table) -> Table:
    """Return a table of PostgreSQL: with partial indexes, and without an address in a key."""
    ours = table.to_metadata(MetaData())
    for index in ours.indexes:
        if index.name == "bulletins_missing":
            index.dialect_options["postgresql"]["where"] = SUSPECTED
    if table is ATTACHMENTS:
        ours.constraints = {one for one in ours.constraints if not isinstance(one, PrimaryKeyConstraint)}
    return ours
