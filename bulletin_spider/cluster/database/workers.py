"""Keep which processes are behind the workers of the queue."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from psycopg import AsyncConnection, Connection

STALLED = 60.0
"""Seconds without a heartbeat, of which there is one every ten, after which a worker counts as dead."""


class WorkerProcess(NamedTuple):
    """A process that visits sites."""

    host: str
    pid: int
    slots: int
    """Sites that it visits at the same time."""
    version: str
    """Of this program."""
    started: dt.datetime
    heard: dt.datetime
    """When it gave the last sign of life."""
    visits: list[str]
    """The sites that it visits now."""


def host_name() -> str:
    """Return the name of this machine."""
    return socket.gethostname()


async def register(connection: AsyncConnection, ids: Iterable[int], slots: int, started: dt.datetime) -> None:
    """Note that this process is behind the workers with these ids."""
    process = (host_name(), os.getpid(), slots, __version__, started)
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO workers VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(number, *process) for number in ids],
        )


def is_heard(connection: Connection, host: str, seconds: float) -> bool:
    """Return whether a worker of a machine has given a sign of life in the last ``seconds``."""
    found = connection.execute(
        """SELECT FROM workers JOIN procrastinate_workers ON procrastinate_workers.id = worker_id
        WHERE host = %s AND last_heartbeat > now() - make_interval(secs => %s)""",
        (host, seconds),
    )
    return found.fetchone() is not None


def worker_processes(connection: Connection) -> list[WorkerProcess]:
    """Return the processes that are registered, by machine; each has several workers of the queue."""
    rows = connection.execute(
        """SELECT host, pid, max(slots), max(version), max(started), max(last_heartbeat),
        coalesce(array_agg(args ->> 'site' ORDER BY args ->> 'site') FILTER (WHERE args ? 'site'), '{}')
        FROM workers JOIN procrastinate_workers ON procrastinate_workers.id = worker_id
        LEFT JOIN procrastinate_jobs job ON job.worker_id = workers.worker_id AND job.status = 'doing'
        GROUP BY host, pid ORDER BY host, pid"""
    )
    return [WorkerProcess(*row) for row in rows.fetchall()]
