"""The names of the queue, and how visits are put into it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar, cast

from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from psycopg import Error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from procrastinate import App, PsycopgConnector
    from procrastinate.jobs import JobDeferrer
    from psycopg import AsyncConnection, Connection

T = TypeVar("T")

VISITS, FIRST_VISITS, UPKEEP = "visits", "first visits", "upkeep"
"""The queues. First visits take half an hour where others take seconds, so they have slots of their own."""
VISIT = "visit"
"""The task that visits a site."""
DATABASE_ERRORS = (ConnectorException, Error)
"""What the queue's library and its connections raise; to have none in time is an error of them, too."""
_DATABASE_AWAY = 60.0
"""Seconds for which the end of a visit waits for the database; then the visit goes back into the queue."""
_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each further attempt; the last one holds for all that follow."""


def site_lock(site: str) -> str:
    """Return the name of the lock that each job of a site has: one runs and one waits at most."""
    return f"site:{site}"


@asynccontextmanager
async def transaction(app: App) -> AsyncIterator[AsyncConnection]:
    """Give one of the application's connections for a transaction, which ends with the block."""
    async with cast("PsycopgConnector", app.connector).pool.connection() as connection:
        yield connection


def visit_of(
    app: App,
    site: str,
    queue: str,
    *,
    pause: float = 0,
    connection: AsyncConnection | Connection | None = None,
) -> JobDeferrer:
    """Return the job of a visit, to be put into a queue; it may begin after ``pause`` seconds."""
    lock = site_lock(site)
    return app.configure_task(
        VISIT, queue=queue, lock=lock, queueing_lock=lock, connection=connection,
        schedule_in={"seconds": int(pause)} if pause else None,
    )  # fmt: skip


async def put_back(app: App, site: str, queue: str, *, pause: float = 0, elsewhere: int = 0) -> None:
    """Put a visit back into its queue; one that waits there already is enough."""
    with suppress(AlreadyEnqueued, UniqueViolation):
        await visit_of(app, site, queue, pause=pause).defer_async(site=site, elsewhere=elsewhere)


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
