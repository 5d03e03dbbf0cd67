"""The timetable of the cluster: how often each site is visited, and when it is due next.

Each site has a place of its own within its interval, so thousands of them are spread over it. What was due while no
worker ran is one visit, not one for each time that was missed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.operations.schedule.timers import place_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import AsyncConnection, Connection

ALL_SITES = ""
"""The name under which the interval of all sites that are not named is kept."""
_BATCH = 500
"""Sites that one tick takes at most. The next one comes 10 s later; 3,000 sites every two hours are 4 in each."""


class DueSite(NamedTuple):
    """A site that is due."""

    site: str
    visited: bool
    """Whether a visit of it has left a record; else it may take half an hour."""


def next_due(site: str, seconds: int, after: float) -> dt.datetime:
    """Return the first moment later than ``after`` that is the place of a site within its interval."""
    place = place_within(site, seconds)
    count = int((after - place) // seconds) + 1
    return dt.datetime.fromtimestamp(place + count * seconds, dt.UTC)


def set_interval(connection: Connection, sites: Sequence[str], seconds: int | None) -> None:
    """Set how often the sites are visited, all that are not named if ``sites`` is empty; None: not at all."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO intervals VALUES (%s, %s) ON CONFLICT (site) DO UPDATE SET seconds = excluded.seconds",
            [(site, seconds) for site in sites or (ALL_SITES,)],
        )
    connection.execute("UPDATE cluster SET sites_read = NULL")  # the next tick enters the sites


def intervals(connection: Connection) -> dict[str, int | None]:
    """Return site → seconds between two visits, None: not visited; the empty name is that of all other sites."""
    return dict(connection.execute("SELECT site, seconds FROM intervals ORDER BY site").fetchall())


def entered_sites(connection: Connection) -> list[str]:
    """Return the sites that are visited, by name."""
    return [site for (site,) in connection.execute("SELECT site FROM visits ORDER BY site").fetchall()]


async def enter_sites(
    connection: AsyncConnection, sites: Iterable[str], retired: Iterable[str], now: float
) -> None:
    """Enter the sites of a project: one that is new is due at once. Remove those that are not visited any more.

    A site that this project does not have stays: another machine may have its file already.
    """
    every: dict[str, int | None] = dict(
        await (await connection.execute("SELECT site, seconds FROM intervals")).fetchall()
    )
    known: dict[str, dt.datetime] = dict(
        await (await connection.execute("SELECT site, due FROM visits")).fetchall()
    )
    named = every.keys() - {ALL_SITES}
    expected = {*sites, *known, *named} - {*retired}
    seconds = {site: every.get(site, every.get(ALL_SITES)) for site in expected}
    moments = {site: _moment(site, span, known.get(site), now) for site, span in seconds.items() if span}
    changed = [(site, due) for site, due in moments.items() if due != known.get(site)]
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO visits (site, due) VALUES (%s, %s) ON CONFLICT (site) DO UPDATE SET due = excluded.due",
            changed,
        )
    await connection.execute("DELETE FROM visits WHERE site = ANY(%s)", ([*(known.keys() - moments.keys())],))
    # What is not visited any more is no dead letter.
    await connection.execute("DELETE FROM failures WHERE NOT site = ANY(%s)", ([*moments],))
    await connection.execute("UPDATE cluster SET sites_read = now()")


def _moment(site: str, seconds: int, known: dt.datetime | None, now: float) -> dt.datetime:
    """Return when a site is due: what is known stays, unless a shorter interval makes it due earlier."""
    if known is None:
        return dt.datetime.fromtimestamp(now, dt.UTC)
    return min(known, next_due(site, seconds, now))


async def take_due_sites(connection: AsyncConnection, now: float) -> list[DueSite]:
    """Return the sites that are due, the longest due first, and give each its next moment."""
    found = await connection.execute(
        """SELECT visits.site, visited, coalesce(own.seconds, others.seconds) FROM visits
        LEFT JOIN intervals own ON own.site = visits.site LEFT JOIN intervals others ON others.site = %s
        WHERE due <= to_timestamp(%s) ORDER BY due, visits.site LIMIT %s FOR UPDATE OF visits""",
        (ALL_SITES, now, _BATCH),
    )
    rows = await found.fetchall()
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "UPDATE visits SET due = %s WHERE site = %s",
            [(next_due(site, seconds, now), site) for site, _, seconds in rows if seconds],
        )
    return [DueSite(site, visited) for site, visited, seconds in rows if seconds]
