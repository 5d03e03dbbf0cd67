"""The names of the queue, and how jobs are put into it.

Moments are those of the database's clock: the clock of a machine may be an hour off.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from procrastinate.exceptions import AppNotOpen, ConnectorException
from psycopg import Error
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from procrastinate import App, PsycopgConnector
    from psycopg import AsyncConnection

T = TypeVar("T")

VISITS, FIRST_VISITS = "visits", "first visits"
"""The queues. First visits take half an hour where others take seconds, so they have slots of their own."""
NOTIFY, DELIVER, DAILY = "notify", "deliver", "daily"
"""The queues of what is done beside visits: a worker that is not set up for one of them leaves it to others."""
VISIT = "visit"
"""The task that visits a site."""
ANCHOR, PACK = "anchor", "pack"
"""The tasks of the queue ``daily``; those of the two before it have the names of their queues."""
DATABASE_ERRORS = (ConnectorException, AppNotOpen, Error)
"""What the queue's library and its connections raise; to have none in time is an error of them, too."""
_DATABASE_AWAY = 60.0
"""Seconds for which the end of a visit waits for the database; then the visit goes back into the queue."""
_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each further attempt; the last one holds for all that follow."""
_INTO = """INSERT INTO procrastinate_jobs
    (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at) """
_BEGINS = " now() + make_interval(secs => nullif(%(pause)s, 0)) "
"""Null if there is no pause."""
_ONE_WAITS = """ ON CONFLICT (queueing_lock) WHERE status = 'todo'
    DO UPDATE SET scheduled_at = NULL WHERE excluded.scheduled_at IS NULL"""
"""If a job waits for the same, that is enough: it loses its pause if this one has none."""
ENTER_VISIT = (
    _INTO + "SELECT %(queue)s, %(task)s, 0, %(lock)s, %(lock)s, %(arguments)s," + _BEGINS + _ONE_WAITS
)
"""The statement that puts a visit into a queue, as the queue's library does it; its values are ``visit_values``."""
ENTER_TASK = (
    _INTO  # noqa: S608 - a constant
    + """SELECT %(queue)s, %(task)s::text, 0, %(task)s::text, %(task)s::text, '{}'::jsonb, NULL::timestamptz
    WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE lock = %(task)s::text AND status IN ('todo', 'doing'))
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING"""
)
"""The statement that puts a task beside visits into a ``queue``, unless it waits or runs."""
_PUT_BACK = (
    "WITH taken AS (DELETE FROM procrastinate_jobs WHERE id = ANY(%(ids)s) RETURNING *) "  # noqa: S608 - of constants
    + _INTO
    + "SELECT queue_name, task_name, priority, lock, queueing_lock, args,"
    + _BEGINS
    + "FROM taken"
    + _ONE_WAITS
)


def site_lock(site: str) -> str:
    """Return the name of the lock that each job of a site has: one runs and one waits at most."""
    return f"site:{site}"


def visit_values(site: str, queue: str, *, pause: float = 0, elsewhere: int = 0) -> dict[str, object]:
    """Return the values of ``ENTER_VISIT`` for a visit that may begin after ``pause`` seconds."""
    arguments = Jsonb({"site": site, "elsewhere": elsewhere})
    return {"queue": queue, "task": VISIT, "lock": site_lock(site), "arguments": arguments, "pause": pause}


async def put_back(connection: AsyncConnection, jobs: Sequence[int], pause: float = 0) -> None:
    """Let jobs that were taken from the queue wait in it again; one that waits there for the same is enough."""
    await connection.execute(_PUT_BACK, {"ids": list(jobs), "pause": pause})


@asynccontextmanager
async def transaction(app: App) -> AsyncIterator[AsyncConnection]:
    """Give one of the application's connections for a transaction, which ends with the block."""
    async with cast("PsycopgConnector", app.connector).pool.connection() as connection:
        yield connection


async def patiently(work: Callable[[], Awaitable[T]], seconds: float = _DATABASE_AWAY) -> T:
    """Return what ``work`` returns, and repeat it as long as the database is away, ``seconds`` at most."""
    until, attempt = time.monotonic() + seconds, 0
    while True:
        try:
            return await work()
        except DATABASE_ERRORS:
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            if time.monotonic() + pause > until:
                raise
            attempt += 1
            await asyncio.sleep(pause)
