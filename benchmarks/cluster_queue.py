"""Let jobs go through the queue of a cluster without a crawl, and measure what they leave in the database."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, cast

import psycopg

from bulletin_spider.archive.record_chain import PREVIOUS
from bulletin_spider.cluster.database.connection import cluster_address
from bulletin_spider.cluster.database.jobs import ENTER_VISIT, VISITS, visit_values
from bulletin_spider.cluster.tasks.station import KnownSites, Station
from bulletin_spider.cluster.worker.session import Session, Slots
from bulletin_spider.operations.schedule.site_pool import SitePool, SiteResult
from bulletin_spider.operations.schedule.site_process import without_record
from bulletin_spider.statuses import Outcome
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import wait_until
from tests.cluster.running import Cluster
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_AT_ONCE = 500
"""Visits that wait at the same time. To take one out of thousands costs the database ten times as much."""
_SAMPLES = 20
_GROWTH = 1.25
"""The database may be so much larger at the end than after the first fifth, as it is cleaned up about once a minute."""


class NoPool:
    """In place of the pool of crawl processes: every visit has left its record at once. All else is what workers do."""

    def crawl(self, site: str, *, alone: bool = False) -> Future[SiteResult]:  # noqa: ARG002 - as declared
        """Return a result that is there already."""
        future = Future[SiteResult]()
        record = without_record(site, Outcome.NOTHING_NEW, "") | {PREVIOUS: "0" * 64}
        future.set_result(SiteResult(record, []))
        return future


def queue(place: Path, options: argparse.Namespace) -> list[str]:
    """Put so many visits into the queue and let one worker take them; return the rules that were broken."""
    sites = DistrictSites(1)
    cluster = Cluster(place, sites, f"s3://{BUCKET}/queue", 0)
    with sites, closing(cluster):
        cluster.prepare()
        sizes = asyncio.run(_pass_through(cluster, options.queue))
        print(f"the crawls are replaced, all else is that of a worker; tables at the end: {_tables(cluster)}")
    early = max(sizes[: max(1, len(sizes) // 5)])
    if max(sizes[-3:]) > _GROWTH * early:
        return [f"the database has grown from {early:.1f} to {sizes[-1]:.1f} MB"]
    return []


async def _pass_through(cluster: Cluster, jobs: int) -> list[float]:
    """Return the sizes of the database, in MB, after equal parts of the jobs."""
    address = cluster_address({"DATABASE": cluster.postgres.address})
    pool = cast("SitePool", NoPool())
    station = Station("benchmark", pool, lambda: KnownSites([], []), lambda *_: None, print)
    session, stop = Session(address, str(cluster.operator.root), station, Slots(32, 8)), asyncio.Event()
    await session.open()
    running = asyncio.create_task(session.run(stop))
    sizes, done, begun = list[float](), 0, time.monotonic()
    while done < jobs:
        await _defer(session, min(_AT_ONCE, jobs - done))
        await asyncio.to_thread(wait_until, cluster.is_idle, "empty queue")
        done += min(_AT_ONCE, jobs - done)
        if done >= (len(sizes) + 1) * jobs / _SAMPLES:
            sizes.append(cluster.ask("SELECT pg_database_size('postgres')")[0] / 1e6)
            rate = done / (time.monotonic() - begun)
            print(f"{done:7} jobs, {rate:5.0f}/s, database {sizes[-1]:5.1f} MB", flush=True)
    stop.set()
    await running
    await session.drain()
    return sizes


async def _defer(session: Session, count: int) -> None:
    """Put visits of sites into the queue, as the timetable does."""
    values = [visit_values(f"site{number}", VISITS) for number in range(count)]
    async with session.connections.pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(ENTER_VISIT, values)


def _tables(cluster: Cluster) -> dict[str, Any]:
    """Return the size and the dead rows of each table that has any."""
    with suppress(psycopg.OperationalError):
        return {
            name: f"{size / 1e6:.1f} MB, {live} rows, {dead} dead"
            for name, size, live, dead in cluster.ask(
                "SELECT relname, pg_total_relation_size(relid), n_live_tup, n_dead_tup FROM pg_stat_user_tables"
                " WHERE pg_total_relation_size(relid) > 100000 ORDER BY 2 DESC"
            )
        }
    return {}
