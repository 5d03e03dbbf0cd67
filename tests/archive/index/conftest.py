"""The index in either database: tests of an index ask for ``index_address``, and run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from bulletin_spider.archive.index.databases.postgresql.connections import SCHEMA, IndexServer
from bulletin_spider.archive.index.databases.postgresql.schema import prepare_index_database
from bulletin_spider.archive.index.tables import METADATA
from tests.postgresql import database, drop_database, new_database, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["database", "index_address", "postgresql_index", "postgresql_server"]


@pytest.fixture(scope="session")
def prepared_database(postgresql_server: str) -> Iterator[str]:
    """The address of a database with the tables of the index, for all tests of this process."""
    address = new_database(postgresql_server)
    prepare_index_database(address)
    yield address
    drop_database(postgresql_server, address)


@pytest.fixture
def postgresql_index(prepared_database: str) -> Iterator[str]:
    """The address of an index in PostgreSQL without rows, which is of no archive yet."""
    yield prepared_database
    IndexServer.of(prepared_database).archive = ""
    with psycopg.connect(prepared_database) as connection:
        for table in ("archive", *METADATA.tables):
            connection.execute(f"DELETE FROM {SCHEMA}.{table}")  # noqa: S608 - our own names


@pytest.fixture(params=["sqlite", "postgresql"])
def index_address(request: pytest.FixtureRequest) -> str:
    """Where the index of an archive is: in files of the archive, and in PostgreSQL."""
    return request.getfixturevalue("postgresql_index") if request.param == "postgresql" else ""
