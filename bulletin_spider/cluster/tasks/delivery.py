"""Deliver to watches what the visits have published: one machine at a time, a few seconds after the visit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import patiently, transaction
from bulletin_spider.cluster.tasks.station import station_of
from bulletin_spider.watches.evaluation import evaluate
from bulletin_spider.watches.outgoing import Budget
from bulletin_spider.watches.watch_file import read_watches

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from procrastinate import App, JobContext
    from psycopg import AsyncConnection

    from bulletin_spider.cluster.tasks.station import Station

_GATHERED = 5
"""Seconds for which ended visits are gathered before an evaluation, and between two of them."""
_EVERY = 300
"""Seconds after which the watches are evaluated although nothing was published: for digests, and for what could not be
delivered before."""
_LONGEST = 40.0
"""Seconds after which an evaluation begins no further message: a machine that is cut off from the database meanwhile
has ended before another one takes over, a minute after its last sign of life."""


async def note_published(connection: AsyncConnection, site: str) -> None:
    """Note that a visit of a site may have published something."""
    await connection.execute(
        "INSERT INTO published (site) VALUES (%s) ON CONFLICT (site) DO UPDATE SET at = excluded.at", (site,)
    )


async def delivery_is_due(connection: AsyncConnection) -> bool:
    """Return whether watches are to be evaluated."""
    found = await connection.execute(
        """SELECT FROM cluster WHERE delivered IS NULL OR delivered < now() - make_interval(secs => %(every)s)
        OR delivered < now() - make_interval(secs => %(gathered)s)
        AND EXISTS (SELECT FROM published WHERE at < now() - make_interval(secs => %(gathered)s))""",
        {"every": _EVERY, "gathered": _GATHERED},
    )
    return await found.fetchone() is not None


async def deliver(context: JobContext) -> None:
    """Evaluate the watches of the project on what was published since the last time."""
    app, station = context.app, station_of(context)
    with station.at_work(context.job), station.faults_said(context.job):
        async with transaction(app) as connection:
            if not await delivery_is_due(connection):
                return
            found = await connection.execute("SELECT site, at FROM published ORDER BY site")
            published: list[tuple[str, dt.datetime]] = await found.fetchall()
        is_read = await asyncio.to_thread(_evaluate, station, [site for site, _ in published])
        await patiently(lambda: _note(app, published if is_read else []))


def _evaluate(station: Station, sites: Sequence[str]) -> bool:
    """Deliver what is due, and return whether what the sites have published was read."""
    path = station.abilities.watches
    assert path
    found = read_watches(path)
    budget = Budget(_LONGEST, station.stopping.is_set)
    reports = evaluate(station.pool.layout, found.watches, sites, budget=budget)
    problems = [f"watch '{report.watch}': {problem}" for report in reports for problem in report.problems]
    station.warn("watches", [*found.mistakes, *problems])
    return all(report.read for report in reports) and not station.stopping.is_set()


async def _note(app: App, read: Sequence[tuple[str, dt.datetime]]) -> None:
    """Note that the watches were evaluated; a site that has published again meanwhile stays."""
    async with transaction(app) as connection:
        async with connection.cursor() as cursor:
            await cursor.executemany("DELETE FROM published WHERE site = %s AND at = %s", read)
        await connection.execute("UPDATE cluster SET delivered = now()")
