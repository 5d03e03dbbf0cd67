"""What keeps the queue going. Every worker does it every few seconds; what one does at a moment, the others skip.

These are no jobs of the queue: one whose worker was killed would keep its lock, and nobody would be left to notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.failures import LAST_ATTEMPT, note_failure
from bulletin_spider.cluster.database.jobs import (
    ENTER_VISIT,
    FIRST_VISITS,
    VISIT,
    VISITS,
    put_back,
    site_lock,
    transaction,
    visit_values,
)
from bulletin_spider.cluster.database.timetable import enter_sites, take_due_sites
from bulletin_spider.cluster.database.workers import STALLED
from bulletin_spider.cluster.tasks.delivery import note_published

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate import App
    from psycopg import AsyncConnection

    from bulletin_spider.cluster.tasks.station import Station

_SITES_READ = 600
"""Seconds between two readings of the project's sites: to know which are retired takes requests to the store."""
_READING = 60
"""Seconds that a reading has: then another worker begins one, as the first may have been killed."""
_MANY = 100
"""Visits after which the queue's statistics are made again. Without any, PostgreSQL takes 190 ms to find the next of
3,000 visits, and half a millisecond with them; by itself it makes them up to a minute later."""
_TICK = 0x7469636B  # "tick"
"""The advisory lock of the worker that puts due sites into the queue."""
_REASON = "the worker that visited it died, or was cut off from the database"


async def rescue(app: App) -> None:
    """Put the jobs of workers that are dead back into their queue, and forget these workers.

    A site that was visited by one at its last attempt stays out: perhaps its visit is what ended them.
    """
    async with transaction(app) as connection:
        found = await connection.execute(
            """SELECT job.id, task_name, args ->> 'site', coalesce(host || ' (process ' || pid || ')', '')
            FROM procrastinate_jobs job LEFT JOIN procrastinate_workers ON procrastinate_workers.id = job.worker_id
            LEFT JOIN workers ON workers.worker_id = job.worker_id
            WHERE status = 'doing'
            AND (last_heartbeat IS NULL OR last_heartbeat < now() - make_interval(secs => %s))
            ORDER BY job.id FOR UPDATE OF job SKIP LOCKED""",
            (STALLED,),
        )
        again: list[int] = []
        dead: list[int] = []
        for number, task, site, host in await found.fetchall():
            failed = await note_failure(connection, site, _REASON, host) if task == VISIT else 0
            if task == VISIT:
                await note_published(connection, site)
            (dead if failed >= LAST_ATTEMPT else again).append(number)
        await put_back(connection, again)
        await connection.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", (dead,))
        await connection.execute(
            """DELETE FROM procrastinate_workers WHERE id IN (SELECT id FROM procrastinate_workers worker
            WHERE last_heartbeat < now() - make_interval(secs => %s)
            AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE worker_id = worker.id) FOR UPDATE SKIP LOCKED)""",
            (STALLED,),
        )


async def tick(app: App) -> None:
    """Put a visit of each site that is due into its queue, unless one waits or runs."""
    async with transaction(app) as connection:
        if not await _is_ours(connection):
            return
        due = await take_due_sites(connection, await _now(connection))
        taken = await _with_a_job(connection, [one.site for one in due])
        async with connection.cursor() as cursor:
            await cursor.executemany(
                ENTER_VISIT,
                [
                    visit_values(one.site, VISITS if one.visited else FIRST_VISITS)
                    for one in due
                    if one.site not in taken
                ],
            )
        if len(due) >= _MANY:
            await connection.execute("ANALYZE procrastinate_jobs")


async def read_sites(app: App, station: Station) -> None:
    """Enter the sites of this machine's project into the timetable, if nobody has done so for ten minutes.

    Those that are new are put into the queue at once.
    """
    if not await _sites_are_due(app):
        return
    found = await station.read_sites()
    async with transaction(app) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TICK,))
        await enter_sites(connection, found.names, found.retired, await _now(connection))
    await tick(app)


async def _is_ours(connection: AsyncConnection) -> bool:
    """Return whether no other worker puts due sites into the queue; until the transaction ends none will."""
    row = await (await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_TICK,))).fetchone()
    assert row
    return bool(row[0])


async def _sites_are_due(app: App) -> bool:
    """Return whether the project's sites are due to be read again. The caller reads them, and notes it then."""
    async with transaction(app) as connection:
        found = await connection.execute(
            """UPDATE cluster SET sites_read = now() - make_interval(secs => %s)
            WHERE sites_read IS NULL OR sites_read < now() - make_interval(secs => %s) RETURNING 1""",
            (_SITES_READ - _READING, _SITES_READ),
        )
        return await found.fetchone() is not None


async def _with_a_job(connection: AsyncConnection, sites: Iterable[str]) -> set[str]:
    """Return those of the sites of which a visit waits or runs."""
    by_lock = {site_lock(site): site for site in sites}
    found = await connection.execute(
        "SELECT lock FROM procrastinate_jobs WHERE lock = ANY(%s) AND status IN ('todo', 'doing')",
        ([*by_lock],),
    )
    return {by_lock[lock] for (lock,) in await found.fetchall()}


async def _now(connection: AsyncConnection) -> float:
    """Return the time by the clock of the database, which all machines share, in seconds since 1970."""
    row = await (await connection.execute("SELECT extract(epoch FROM clock_timestamp())::float")).fetchone()
    assert row
    return float(row[0])
