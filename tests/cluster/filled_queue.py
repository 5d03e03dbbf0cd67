"""Fill the database of a cluster as its workers do, without any: what is in it does not move during a test."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg

from bulletin_spider.cluster.database.connection import cluster_address, connected
from bulletin_spider.cluster.database.failures import note_failure
from bulletin_spider.cluster.database.jobs import ENTER_VISIT, FIRST_VISITS, VISITS, visit_values
from bulletin_spider.cluster.database.preparation import prepare
from bulletin_spider.cluster.database.timetable import enter_sites, set_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3600


class FilledQueue:
    """A cluster at rest: its database at an address, prepared for an archive."""

    def __init__(self, database: str, archive: str) -> None:
        self.address = cluster_address({"DATABASE": database})
        prepare(self.address, archive)

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Execute a statement, and return its rows if it has any."""
        with connected(self.address) as connection:
            found = connection.execute(statement.encode(), values)
            return found.fetchall() if found.description else []

    def timetable(self, *sites: str, seconds: int | None = HOUR, visited: bool = True) -> None:
        """Let all sites be visited once in so many seconds, and enter some of them, due in half of that."""
        with connected(self.address) as connection:
            set_interval(connection, [], seconds)
        asyncio.run(self._enter(sites))
        self.execute(
            "UPDATE visits SET visited = %s, due = now() + make_interval(secs => %s)",
            visited,
            (seconds or 0) // 2,
        )

    async def _enter(self, sites: Sequence[str]) -> None:
        async with await psycopg.AsyncConnection.connect(self.address.for_libpq) as connection:
            await enter_sites(connection, sites, [], 0)

    def worker(self, host: str, *visits: str, pid: int = 7, version: str = "1", silent: float = 0) -> None:
        """Register a worker that visits some sites, and gave its last sign of life ``silent`` seconds ago."""
        for site in visits:
            self.wait(site)
        ((number,),) = self.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
            silent,
        )
        self.execute("INSERT INTO workers VALUES (%s, %s, %s, 40, %s, now())", number, host, pid, version)
        for _ in visits:
            self.execute("SELECT procrastinate_fetch_job_v2(%s, %s)", [VISITS], number)

    def wait(self, site: str, *, minutes: float = 0, first: bool = False, pause: float = 0) -> None:
        """Put a visit into the queue that waits for so many minutes, or is tried after a ``pause`` in seconds."""
        values = visit_values(site, FIRST_VISITS if first else VISITS, pause=pause)
        with connected(self.address) as connection:
            connection.execute(ENTER_VISIT.encode(), values)
        self.execute(
            """UPDATE procrastinate_events SET at = now() - make_interval(secs => %s) FROM procrastinate_jobs job
            WHERE job.id = job_id AND args ->> 'site' = %s""",
            60 * minutes, site,
        )  # fmt: skip

    def fail(self, site: str, times: int, reason: str = "it hung") -> None:
        """Let the last visits of a site have left no record."""
        asyncio.run(self._fail(site, times, reason))

    async def _fail(self, site: str, times: int, reason: str) -> None:
        async with await psycopg.AsyncConnection.connect(self.address.for_libpq) as connection:
            for _ in range(times):
                await note_failure(connection, site, reason, "one")
