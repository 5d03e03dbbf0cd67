"""A process of a cluster that visits nothing, on a real database, whose clock a test can move on."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from bulletin_spider.archive.layout import Layout
from bulletin_spider.cluster.database.connection import cluster_address, connected
from bulletin_spider.cluster.database.failures import note_failure
from bulletin_spider.cluster.database.jobs import transaction
from bulletin_spider.cluster.database.preparation import prepare
from bulletin_spider.cluster.database.problems import note_run
from bulletin_spider.cluster.tasks.asking import ask
from bulletin_spider.cluster.tasks.station import KnownSites, Station, context_of
from bulletin_spider.cluster.worker.application import QueueConnections, application
from bulletin_spider.cluster.worker.queue_worker import QueueWorker
from bulletin_spider.operations.schedule.site_pool import SitePool
from tests.postgresql import database, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["database", "postgresql_server"]
_MOMENTS = {
    "cluster": ("recorded", "notified", "delivered", "pinged"),
    "problems": ("changed",),
    "published": ("at",),
    "daily": ("due",),
    "failures": ("at",),
}


class Office:
    """The process. ``said`` is what it has printed."""

    def __init__(self, database: str, directory: Path) -> None:
        self.address, self.said = cluster_address({"DATABASE": database}), list[str]()
        prepare(self.address, "s3://bucket/prefix")
        pool = SitePool([], [], directory, Layout(directory / "archive"))
        self.station = Station(
            "one", pool, lambda: KnownSites([], []), lambda _result, _news: None, self.said.append
        )
        self.runner = asyncio.Runner()
        self.connections = QueueConnections(self.address)
        self.app = application(self.connections)
        self.runner.run(self.connections.open_async())

    def able(self, **abilities: Any) -> None:
        """Let the process be able to do this too."""
        self.station.abilities = replace(self.station.abilities, **abilities)

    def work(self) -> None:
        """Ask for what is due, and do it."""
        self.runner.run(self._work())

    async def _work(self) -> None:
        with ThreadPoolExecutor() as threads:  # at the end of the block they have ended: a ping is sent
            asyncio.get_running_loop().set_default_executor(threads)
            await self._ask_and_do()

    async def _ask_and_do(self) -> None:
        await ask(self.app, self.station)
        worker = QueueWorker(
            self.app, queues=["nothing", *self.station.abilities.queues], wait=False, listen_notify=False,
            install_signal_handlers=False, additional_context=dict(context_of(self.station)),
        )  # fmt: skip
        await worker.run()  # type: ignore[no-untyped-call]

    def end_run(self, outcome: str, site: str = "haidian", *reasons: str) -> str | None:
        """Note how a run has ended, and return what is news of it."""
        record = {
            "site": site,
            "outcome": outcome,
            "reasons": [*reasons],
            "published": 0,
            "run": "20261124T060000Z",
        }
        return self.runner.run(self._end_run(record))

    async def _end_run(self, record: dict[str, Any]) -> str | None:
        async with transaction(self.app) as connection:
            return await note_run(connection, record)

    def fail(self, site: str, times: int = 1) -> None:
        """Note visits that have left no record."""
        for _ in range(times):
            self.runner.run(self._fail(site))

    async def _fail(self, site: str) -> None:
        async with transaction(self.app) as connection:
            await note_failure(connection, site, "the store is away", "one")

    def pass_seconds(self, seconds: float) -> None:
        """Let all that is kept be so many seconds older."""
        span = sql.Literal(dt.timedelta(seconds=seconds))
        with connected(self.address) as connection:
            for table, columns in _MOMENTS.items():
                older = [sql.SQL("{0} = {0} - {1}").format(sql.Identifier(name), span) for name in columns]
                update = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(older))
                connection.execute(update)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, none if it has none."""
        with connected(self.address) as connection:
            cursor = connection.execute(query)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """Close the connections."""
        self.runner.run(self.connections.close_async())
        self.runner.close()


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    found = Office(database, tmp_path)
    found.able(command=[sys.executable, "-c", "import sys; print('packed', sys.argv[1:])"])
    yield found
    found.close()
