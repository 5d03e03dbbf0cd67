"""Put the tasks of the queue together, and open its connections."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from procrastinate import App, PsycopgConnector
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from bulletin_spider.cluster.database.jobs import (
    ANCHOR,
    DAILY,
    DATABASE_ERRORS,
    DELIVER,
    NOTIFY,
    PACK,
    VISIT,
    VISITS,
    put_back,
)
from bulletin_spider.cluster.tasks.daily import run_daily_task
from bulletin_spider.cluster.tasks.delivery import deliver
from bulletin_spider.cluster.tasks.notification import notify
from bulletin_spider.cluster.tasks.visit import visit

if TYPE_CHECKING:
    from procrastinate.jobs import Job
    from psycopg import AsyncConnection

    from bulletin_spider.archive.databases.postgresql import ServerAddress

_CONNECTIONS = 4
"""Of a process to the database. A statement takes a millisecond, and a visit needs four of them."""
_PATIENCE = 30.0
"""Seconds to wait for a connection: a restart of the database takes less."""
_PAUSE = 30.0
"""Seconds before a job is tried again whose task was cancelled, or has failed itself."""


class QueueConnections(PsycopgConnector):
    """Connections to the database of the queue, not open yet."""

    def __init__(self, address: ServerAddress) -> None:
        self._all: WeakSet[AsyncConnection] = WeakSet()
        super().__init__(
            conninfo=address.for_libpq,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_PATIENCE,
            reconnect_timeout=_PATIENCE,
            configure=self._remember,
        )

    async def _remember(self, connection: AsyncConnection) -> None:
        self._all.add(connection)

    def hang_up(self) -> None:
        """End all connections, also those that wait for an answer: whoever waits has an error of the database."""
        for connection in self._all:
            if not connection.closed:
                with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as its_socket:
                    its_socket.shutdown(socket.SHUT_RDWR)


class SettledJobs(JobManager):
    """Writes how jobs have ended. What cannot be written now is found by the next heartbeat or by others."""

    async def finish_job(self, job: Job, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as declared
        """Remove a job, unless another worker has it meanwhile."""
        with suppress(*DATABASE_ERRORS):
            await self.connector.execute_query_async(
                """DELETE FROM procrastinate_jobs
                WHERE id = %(job)s AND status = 'doing' AND worker_id = %(worker)s""",
                job=job.id,
                worker=job.worker_id,
            )

    async def unregister_worker(self, worker_id: int) -> None:
        """Forget a worker that has ended."""
        with suppress(*DATABASE_ERRORS):
            await super().unregister_worker(worker_id)

    async def retry_job(self, job: Job, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as declared
        """Put a job back into its queue, unless another worker has it meanwhile."""
        assert isinstance(self.connector, PsycopgConnector)
        with suppress(*DATABASE_ERRORS):
            async with self.connector.pool.connection() as connection:
                found = await connection.execute(
                    "SELECT FROM procrastinate_jobs WHERE id = %s AND worker_id = %s FOR UPDATE",
                    (job.id, job.worker_id),
                )
                if found.rowcount:
                    await put_back(connection, [job.id or 0], _PAUSE)


class BackIntoTheQueue(BaseRetryStrategy):
    """A job whose task was cancelled or has failed itself goes back: what became of a visit is not known here."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002 - as declared
        """Return that it is tried again, whatever has happened. ``SettledJobs`` knows when."""
        return RetryDecision()


def application(connections: QueueConnections) -> App:
    """Return the application whose workers visit sites, and do what is done beside that."""
    app = App(connector=connections)
    app.job_manager = SettledJobs(connections)
    app.task(name=VISIT, queue=VISITS, pass_context=True, retry=BackIntoTheQueue())(visit)
    app.task(name=NOTIFY, queue=NOTIFY, pass_context=True)(notify)
    app.task(name=DELIVER, queue=DELIVER, pass_context=True)(deliver)
    for name in (ANCHOR, PACK):
        app.task(name=name, queue=DAILY, pass_context=True)(run_daily_task)
    return app
