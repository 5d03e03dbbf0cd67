"""Read the state of the cluster from its database: one connection, one moment, and nothing is changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.connection import check_archive, connected
from bulletin_spider.cluster.database.failures import failures
from bulletin_spider.cluster.database.timetable import ALL_SITES, intervals
from bulletin_spider.cluster.database.workers import STALLED, worker_processes
from bulletin_spider.operations.reporting.cluster_status import (
    ClusterStatus,
    FailedVisits,
    SiteVisits,
    WorkerStatus,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Connection

    from bulletin_spider.archive.databases.postgresql import ServerAddress

_SECONDS = 20.0
"""How long a person waits for a database that does not answer. The queries take milliseconds."""
_STALLED = dt.timedelta(seconds=STALLED)
_VISITS = """SELECT args ->> 'site', status::text,
    greatest(scheduled_at, (SELECT max(at) FROM procrastinate_events WHERE job_id = procrastinate_jobs.id))
    FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND args ? 'site'"""
"""Site, status, and the moment since when it has it, or until which it pauses. A site has one job of each at most."""


def cluster_status(address: ServerAddress, archive: str) -> ClusterStatus:
    """Return the state of the cluster. Raises ``DatabaseFault``, and ``UsageFault`` if it is of another archive."""
    with connected(address, _SECONDS, only_read=True) as connection:
        row = connection.execute("SELECT archive, clock_timestamp() FROM cluster").fetchone()
        check_archive(row[0] if row else None, archive)
        assert row
        now: dt.datetime = row[1]
        workers = [
            WorkerStatus(*one[:6], is_alive=now - one.heard <= _STALLED, visits=one.visits)
            for one in worker_processes(connection)
        ]
        every = intervals(connection)
        daily = dict(
            connection.execute("SELECT task, fault FROM daily WHERE fault <> '' ORDER BY task").fetchall()
        )
        return ClusterStatus(address.shown, now, workers, every, _sites(connection, every, now), daily)


def _sites(
    connection: Connection, every: Mapping[str, int | None], now: dt.datetime
) -> Mapping[str, SiteVisits]:
    """Return every site that the timetable, the queue or the failures have, by name."""
    entered = {
        site: (due, visited)
        for site, due, visited in connection.execute("SELECT site, due, visited FROM visits").fetchall()
    }
    waiting, again, running = dict[str, dt.datetime](), dict[str, dt.datetime](), dict[str, dt.datetime]()
    for site, status, since in connection.execute(_VISITS).fetchall():
        found = running if status == "doing" else again if since > now else waiting
        found[site] = since
    failed = {
        one.site: FailedVisits(one.times, one.at, one.host, one.reason, one.is_dead)
        for one in failures(connection)
    }
    return {
        site: SiteVisits(
            every.get(site, every.get(ALL_SITES)),
            *entered.get(site, (None, False)),
            waiting.get(site),
            again.get(site),
            running.get(site),
            failed.get(site),
        )
        for site in sorted({*entered, *waiting, *again, *running, *failed})
    }
