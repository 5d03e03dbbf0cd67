"""Prepare the database for a cluster, and say what is there and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.cluster.database.connection import connected
from bulletin_spider.cluster.database.tables import make_tables
from bulletin_spider.cluster.database.timetable import intervals
from bulletin_spider.cluster.database.workers import worker_processes

if TYPE_CHECKING:
    from bulletin_spider.archive.databases.postgresql import ServerAddress


class Prepared(NamedTuple):
    """A database that is ready for a cluster."""

    server: str
    """Its version, like ``PostgreSQL 16.3``."""
    is_new: bool
    """Whether its tables were made just now."""
    has_timetable: bool
    workers: int
    """Processes that visit sites now."""


def prepare(address: ServerAddress, archive: str) -> Prepared:
    """Make the tables in the database. Raises ``DatabaseFault``, and ``UsageFault`` if it is of another archive."""
    with connected(address) as connection:
        number = connection.info.server_version
        is_new = make_tables(connection, archive)
        has_timetable = any(intervals(connection).values())
        workers = len(worker_processes(connection))
    return Prepared(f"PostgreSQL {number // 10_000}.{number % 10_000}", is_new, has_timetable, workers)
