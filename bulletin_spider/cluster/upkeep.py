"""The tasks that keep the queue going. Every worker runs them, in slots that no visit takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from bulletin_spider.cluster.failures import note_failure
from bulletin_spider.cluster.queue import FIRST_VISITS, UPKEEP, VISITS, site_lock, transaction, visit_of
from bulletin_spider.cluster.station import station_of
from bulletin_spider.cluster.timetable import enter_sites, take_due_sites
from bulletin_spider.cluster.workers import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate import App, JobContext
    from procrastinate.jobs import Job
    from psycopg import AsyncConnection

STALLED = 60.0
"""Seconds without a heartbeat, of which there is one every ten, after which a worker counts as dead."""
_SITES_READ = 600
"""Seconds between two readings of the project's sites: to know which are retired takes requests to the store."""


async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - when it was due
    """Put the visits of workers that are dead back into their queue, and forget these workers."""
    app = context.app
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await _rescue_job(app, job)
    await app.job_manager.prune_stalled_workers(STALLED)


async def _rescue_job(app: App, job: Job) -> None:
    """Put a job back; what waits already for its site, or comes again by itself, is enough."""
    if job.queue == UPKEEP:
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
        return
    async with transaction(app) as connection:
        host = await host_of(connection, job.worker_id)
        reason = "the worker that visited it died, or was cut off from the database"
        await note_failure(connection, str(job.task_kwargs["site"]), reason, host)
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


async def tick(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as above
    """Put a visit of each site that is due into its queue, unless one waits or runs."""
    app, station = context.app, station_of(context)
    if await _sites_are_due(app):
        found = await station.read_sites()
        async with transaction(app) as connection:
            await enter_sites(connection, found.names, found.retired, await _now(connection))
    async with transaction(app) as connection:
        due = await take_due_sites(connection, await _now(connection))
        taken = await _with_a_job(connection, [one.site for one in due])
        for one in due:
            if one.site not in taken:
                queue = VISITS if one.visited else FIRST_VISITS
                await visit_of(app, one.site, queue, connection=connection).defer_async(site=one.site)


async def _sites_are_due(app: App) -> bool:
    """Return whether the project's sites are to be read again; whoever is told so does it."""
    async with transaction(app) as connection:
        found = await connection.execute(
            """UPDATE cluster SET sites_read = now()
            WHERE sites_read IS NULL OR sites_read < now() - make_interval(secs => %s) RETURNING 1""",
            (_SITES_READ,),
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
