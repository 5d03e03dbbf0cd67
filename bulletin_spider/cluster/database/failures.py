"""Keep which sites could not be visited: the visit left no record, and nothing but this says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.cluster.database.problems import note_dead_letter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from psycopg import AsyncConnection, Connection

LAST_ATTEMPT = 3
"""Visits in a row without a record after which a site is a dead letter: only its timetable tries it again."""
PAUSES = (60, 300)
"""Seconds before the second and the third attempt: a store or a network that is away for a minute costs one."""
_LONGEST_REASON = 500


class Failure(NamedTuple):
    """A site whose last visits left no record."""

    site: str
    times: int
    """Visits in a row."""
    reason: str
    """Why the last one left none, in one line."""
    host: str
    """The machine on which it was."""
    at: dt.datetime

    @property
    def is_dead(self) -> bool:
        """Whether it is a dead letter: no attempt follows by itself before the timetable has the site again."""
        return self.times >= LAST_ATTEMPT


async def note_failure(connection: AsyncConnection, site: str, reason: str, host: str) -> int:
    """Note one more visit without a record, and return how many there were in a row."""
    line = " ".join(reason.split())[:_LONGEST_REASON]
    found = await connection.execute(
        """INSERT INTO failures (site, count, reason, host) VALUES (%s, 1, %s, %s)
        ON CONFLICT (site) DO UPDATE SET count = failures.count + 1, reason = excluded.reason, host = excluded.host,
        at = now() RETURNING count""",
        (site, line, host),
    )
    row = await found.fetchone()
    assert row
    count = int(row[0])
    if count >= LAST_ATTEMPT:
        await note_dead_letter(connection, site, count, line, host)
    return count


async def forget_failure(connection: AsyncConnection, site: str) -> None:
    """Note that a visit of the site has left a record."""
    await connection.execute("DELETE FROM failures WHERE site = %s", (site,))
    await connection.execute("UPDATE visits SET visited = true WHERE site = %s AND NOT visited", (site,))


async def has_failed(connection: AsyncConnection, site: str) -> bool:
    """Return whether the last visit of the site left no record."""
    found = await connection.execute("SELECT FROM failures WHERE site = %s", (site,))
    return await found.fetchone() is not None


def failures(connection: Connection) -> list[Failure]:
    """Return the sites whose last visits left no record, by name."""
    rows = connection.execute("SELECT site, count, reason, host, at FROM failures ORDER BY site").fetchall()
    return [Failure(*row) for row in rows]


def take_failures(connection: Connection, sites: Sequence[str]) -> list[str]:
    """Remove the failures of these sites, so that each has all its attempts again; return which were there."""
    rows = connection.execute("DELETE FROM failures WHERE site = ANY(%s) RETURNING site", (list(sites),))
    return sorted(site for (site,) in rows.fetchall())
