"""One connection of a worker to the queue, from its opening until something about it fails or the worker stops.

The queue's library ends its workers when the database is away for seconds, one that stalls keeps them waiting for ever,
and a worker that was suspended has been given up by the others. Whatever it is, the session ends, and the next one
begins; crawls in progress go on, and what became of them is settled by the old session as long as it can be.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from procrastinate.jobs import Status
from procrastinate.worker import Worker

from bulletin_spider.archive.databases.postgresql import error_line
from bulletin_spider.cluster.application import connector, upkeep_application, visits_application
from bulletin_spider.cluster.queue import (
    DATABASE_ERRORS,
    FIRST_VISITS,
    UPKEEP,
    VISIT,
    VISITS,
    put_back,
    transaction,
)
from bulletin_spider.cluster.station import context_of
from bulletin_spider.cluster.tables import check_archive
from bulletin_spider.cluster.upkeep import STALLED
from bulletin_spider.cluster.workers import register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procrastinate import App
    from psycopg import AsyncConnection

    from bulletin_spider.archive.databases.postgresql import ServerAddress
    from bulletin_spider.cluster.station import Station

logger = logging.getLogger(__name__)

BEAT = 10.0
"""Seconds between two heartbeats."""
_SILENCE = STALLED - 2 * BEAT
"""Seconds without an answer to a heartbeat after which the session ends: before others give its visits up."""
_DRAIN = STALLED - BEAT
"""Seconds for which the visits of a session that has ended may still be settled by it."""
_UPKEEP_SLOTS = 3
"""The timetable, the rescue, and one more."""
_OPENING = 30.0
_CLOSING = 10.0
"""Seconds to wait for connections to open and to close."""


class Slots:
    """How many sites a process visits at the same time."""

    def __init__(self, visits: int, first_visits: int) -> None:
        self.visits, self.first_visits = visits, first_visits

    @property
    def all(self) -> int:
        """All of them."""
        return self.visits + self.first_visits


class Session:
    """The workers of the queue in this process, over connections of their own."""

    def __init__(self, address: ServerAddress, archive: str, station: Station, slots: Slots) -> None:
        self.address, self.archive, self.station, self.slots = address, archive, station, slots
        self.connections = connector(address)
        visiting, upkeep = visits_application(self.connections), upkeep_application(self.connections)
        self.app = upkeep
        self.visiting = [
            self._worker(visiting, VISITS, slots.visits),
            self._worker(visiting, FIRST_VISITS, slots.first_visits),
        ]
        self.workers = [*self.visiting, self._worker(upkeep, UPKEEP, _UPKEEP_SLOTS)]
        self._tasks: list[asyncio.Task[None]] = []
        self._strangers: set[int] = set()

    def _worker(self, app: App, queue: str, slots: int) -> Worker:
        return Worker(
            app,
            queues=[queue],
            name=queue,
            concurrency=slots,
            delete_jobs="always",
            additional_context=dict(context_of(self.station)),
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=STALLED,
            shutdown_graceful_timeout=_DRAIN,
        )

    async def open(self) -> None:
        """Connect, and see that the database belongs to the archive. Raises ``UsageFault`` and errors of it."""
        await asyncio.wait_for(self.connections.open_async(), _OPENING)
        async with transaction(self.app) as connection:
            found = await (await connection.execute("SELECT archive FROM cluster")).fetchone()
        check_archive(found[0] if found else None, self.archive)

    async def run(self, stop: asyncio.Event) -> str:
        """Visit sites until the session must end; return why, empty if it was asked to ``stop``."""
        self._tasks = [
            asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
            for worker in self.workers
        ]
        beating, stopping = asyncio.create_task(self._beat()), asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([*self._tasks, beating, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if stopping in done:
            beating.cancel()
            return ""
        beating.cancel()
        return next((text for task in done if (text := _why(task))), "the connection to the queue has ended")

    async def drain(self, seconds: float | None = _DRAIN) -> None:
        """Begin no visit any more, settle those in progress as long as that is possible, and close the connections.

        ``seconds`` None waits for them as long as they take: they are told to the others to be alive.
        """
        for worker in self.workers:
            worker.shutdown_graceful_timeout = seconds
            worker.stop()  # type: ignore[no-untyped-call]
        beating = asyncio.create_task(self._tell_alive())
        try:
            _, left = await asyncio.wait(self._tasks, timeout=None if seconds is None else seconds + _CLOSING)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=_CLOSING)
        finally:
            beating.cancel()
            for task in self._tasks:
                _why(task)
            with suppress(*DATABASE_ERRORS, TimeoutError):
                await asyncio.wait_for(self.connections.close_async(), _CLOSING)

    async def _beat(self) -> None:
        """Ask the database at each beat whether it still counts on this process; return when it does not."""
        heard, started = time.monotonic(), dt.datetime.now(dt.UTC)
        while True:
            with suppress(*DATABASE_ERRORS, TimeoutError):
                async with asyncio.timeout(_SILENCE - BEAT):
                    if not await self._is_counted_on(started):
                        return
                heard = time.monotonic()
            if time.monotonic() - heard > _SILENCE:
                return
            await asyncio.sleep(BEAT)

    async def _is_counted_on(self, started: dt.datetime) -> bool:
        ids = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
        async with transaction(self.app) as connection:
            found = await connection.execute(
                "SELECT id FROM procrastinate_workers WHERE id = ANY(%s)", (ids,)
            )
            counted = {number for (number,) in await found.fetchall()}
            await register(connection, counted, self.slots.all, started)
            strangers = await self._jobs_not_at_work(connection, ids)
        # One that was taken a moment ago is not at work yet: it is a stranger when it still is at the next beat.
        for number in strangers.keys() & self._strangers:
            await self.app.job_manager.finish_job_by_id_async(number, Status.ABORTED, delete_job=True)
            await put_back(self.app, *strangers[number])
        self._strangers = {*strangers}
        return counted == {*ids}

    async def _jobs_not_at_work(
        self, connection: AsyncConnection, ids: Sequence[int]
    ) -> dict[int, tuple[str, str]]:
        """Return id → site and queue of jobs that this process has taken, and that are not at work in it.

        The library leaves one behind if it cannot write how a job ended: it would keep its site for ever.
        """
        found = await connection.execute(
            """SELECT id, args ->> 'site', queue_name FROM procrastinate_jobs
            WHERE status = 'doing' AND worker_id = ANY(%s) AND task_name = %s""",
            (ids, VISIT),
        )
        return {
            number: (site, queue)
            for number, site, queue in await found.fetchall()
            if not self.station.jobs[number]
        }

    async def _tell_alive(self) -> None:
        """Give heartbeats in the place of workers that stop: they give no more themselves."""
        while True:
            ids = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
            with suppress(*DATABASE_ERRORS):
                for number in ids:
                    await self.app.job_manager.update_heartbeat(number)
            await asyncio.sleep(BEAT)


def _why(task: asyncio.Task[Any]) -> str:
    """Return the error with which a task has ended; empty if it has not ended, or without an error."""
    if not task.done() or task.cancelled() or (error := task.exception()) is None:
        return ""
    logger.debug("a worker of the queue has ended", exc_info=error)
    return error_line(error.__cause__ or error)
