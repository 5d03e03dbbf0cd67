"""One connection of a worker to the queue, from its opening until something about it fails or the worker stops.

The queue's library ends its workers when the database is away for seconds, one that stalls keeps them waiting for ever,
and a worker that was suspended has been given up by the others. Whatever it is, the session ends, and the next one
begins; crawls in progress go on, and what became of them is settled by the old session as long as it can be.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg

from bulletin_spider.archive.databases.postgresql import error_line
from bulletin_spider.cluster.database.connection import check_archive, in_time, reason
from bulletin_spider.cluster.database.jobs import (
    DATABASE_ERRORS,
    FIRST_VISITS,
    VISITS,
    put_back,
    transaction,
)
from bulletin_spider.cluster.database.workers import STALLED, register
from bulletin_spider.cluster.tasks.asking import ask
from bulletin_spider.cluster.tasks.station import context_of
from bulletin_spider.cluster.worker import upkeep
from bulletin_spider.cluster.worker.application import QueueConnections, application
from bulletin_spider.cluster.worker.queue_worker import QueueWorker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bulletin_spider.archive.databases.postgresql import ServerAddress
    from bulletin_spider.cluster.tasks.station import Station

BEAT = 10.0
"""Seconds between two heartbeats, two rescues and two looks into the timetable."""
_ANSWER = 30.0
"""Seconds for which a heartbeat waits for its answer. With the ten before it, the session ends before others give its
visits up."""
DRAIN = STALLED - BEAT
"""Seconds for which the visits of a session that has ended may still be settled by it."""
_OPENING = 30.0
_CLOSING = 10.0
"""Seconds to wait for connections to open and to close."""
_OTHERS = "other tasks"
"""A queue without jobs: a worker that had no queue at all would take jobs of all queues."""
_OTHER_SLOTS = 4
"""One for each task beside visits, of which no two run at the same time: none waits for another."""
_POLLING = 2.0
"""Seconds between two looks for visits while slots are free: a millisecond each. To be notified of them instead takes a
connection for each queue."""
_LOOK = 0.05
"""Seconds between two looks whether the workers have begun: the first beat registers them."""


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
        self.connections = QueueConnections(address)
        self.app = application(self.connections)
        self.others = self._worker(_OTHERS, _OTHER_SLOTS, *station.abilities.queues)
        self.workers = [
            self._worker(VISITS, slots.visits),
            self._worker(FIRST_VISITS, slots.first_visits),
            self.others,
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._strangers: set[int] = set()

    def _worker(self, queue: str, slots: int, *more: str) -> QueueWorker:
        return QueueWorker(
            self.app,
            queues=[queue, *more],
            name=queue,
            concurrency=slots,
            delete_jobs="always",
            listen_notify=False,
            fetch_job_polling_interval=_POLLING,
            additional_context=dict(context_of(self.station)),
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=10 * STALLED,  # the rescue forgets them, after it has read who they were
            shutdown_graceful_timeout=DRAIN,
        )

    async def open(self) -> None:
        """Connect, and see that the database belongs to the archive. Raises ``UsageFault`` and errors of it."""
        await in_time(self._check(), _OPENING)
        await in_time(self.connections.open_async(), _OPENING)

    async def _check(self) -> None:
        # The queue's connections say only that they have not opened in time, and not why.
        async with await psycopg.AsyncConnection.connect(self.address.for_libpq) as connection:
            # A database that is read-only refuses this.
            found = await (await connection.execute("SELECT archive FROM cluster FOR KEY SHARE")).fetchone()
        check_archive(found[0] if found else None, self.archive)

    async def run(self, stop: asyncio.Event) -> str:
        """Visit sites until the session must end; return why, empty if it was asked to ``stop``."""
        self._tasks = [asyncio.create_task(worker.run()) for worker in self.workers]  # type: ignore[no-untyped-call]
        stopping, beating = asyncio.create_task(stop.wait()), asyncio.create_task(self._beat())
        beside = [
            stopping,
            beating,
            *(asyncio.create_task(worker.ending.wait()) for worker in self.workers),
            asyncio.create_task(self._again_and_again(lambda: upkeep.rescue(self.app), "rescue")),
            asyncio.create_task(self._again_and_again(lambda: upkeep.tick(self.app), "timetable")),
            asyncio.create_task(
                self._again_and_again(lambda: ask(self.app, self.station), "what is done beside visits")
            ),
            asyncio.create_task(
                self._again_and_again(
                    lambda: upkeep.read_sites(self.app, self.station), "sites of the project"
                )
            ),
        ]
        try:
            done, _ = await asyncio.wait([*self._tasks, *beside], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in beside:
                task.cancel()
        if stopping in done:
            return ""
        errors = [worker.error for worker in self.workers if worker.error]
        errors += [error for task in done if (error := _error_of(task))]
        if errors:
            return reason(errors[0])
        if beating in done and beating.result():
            return "it has given this worker up, of which it heard nothing"
        return "no answer"

    async def drain(self, seconds: float | None = DRAIN) -> None:
        """Begin no visit any more, settle those in progress as long as that is possible, and close the connections.

        With ``seconds`` None they may take as long as they need; meanwhile they get heartbeats.
        """
        for worker in self.workers:
            worker.shutdown_graceful_timeout = seconds
            worker.stop()  # type: ignore[no-untyped-call]
        beating = asyncio.create_task(self._tell_alive())
        try:
            await asyncio.wait(self._tasks, timeout=None if seconds is None else seconds + _CLOSING)
        finally:
            beating.cancel()
        await self.close()

    async def close(self) -> None:
        """Close the connections, whatever still waits for an answer."""
        if not all(task.done() for task in self._tasks):
            self.connections.hang_up()
        with suppress(*DATABASE_ERRORS, TimeoutError):
            await in_time(self.connections.close_async(), _CLOSING)
        self.connections.hang_up()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING)
        for task in self._tasks:
            _error_of(task)

    async def _again_and_again(self, work: Callable[[], Awaitable[None]], what: str) -> None:
        """Do what keeps the queue going, and say once what is wrong with it."""
        said = ""
        while True:
            try:
                await work()
                said = ""
            except psycopg.OperationalError:  # the database is away: the heartbeat knows for how long
                pass
            except Exception as error:  # noqa: BLE001 - a site of the project may raise anything
                if (why := error_line(error.__cause__ or error)) != said:
                    self.station.say(f"{what}: {why}")
                    said = why
            await asyncio.sleep(BEAT)

    async def _beat(self) -> bool:
        """Ask the database at each beat whether it still counts on this process; return when it does not.

        Return whether it has answered.
        """
        heard, started = time.monotonic(), dt.datetime.now(dt.UTC)
        while any(worker.worker_id is None for worker in self.workers):  # noqa: ASYNC110 - no event says it
            await asyncio.sleep(_LOOK)
        while True:
            # A first watch may have been added, and the last one removed.
            self.others.queues = [_OTHERS, *self.station.abilities.queues]
            try:
                if not await in_time(self._is_counted_on(started), _ANSWER):
                    return True
                heard = time.monotonic()
            except (*DATABASE_ERRORS, TimeoutError):
                if time.monotonic() - heard >= BEAT + _ANSWER:
                    self.connections.hang_up()
                    return False
            await asyncio.sleep(BEAT)

    async def _is_counted_on(self, started: dt.datetime) -> bool:
        ids = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
        async with transaction(self.app) as connection:
            found = await connection.execute(
                "SELECT id FROM procrastinate_workers WHERE id = ANY(%s)", (ids,)
            )
            counted = {number for (number,) in await found.fetchall()}
            await register(connection, counted, self.slots.all, started)
            # The library leaves a job behind if it cannot write how the job ended, and its site would stay locked.
            found = await connection.execute(
                "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = ANY(%s)", (ids,)
            )
            strangers = {number for (number,) in await found.fetchall() if not self.station.jobs[number]}
            # One that was taken a moment ago is not at work yet: it is a stranger if it still is at the next beat.
            await put_back(connection, sorted(strangers & self._strangers))
        self._strangers = strangers
        return counted == {*ids}

    async def _tell_alive(self) -> None:
        """Give heartbeats in the place of workers that stop: they give no more themselves."""
        while True:
            ids = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
            with suppress(*DATABASE_ERRORS):
                for number in ids:
                    await self.app.job_manager.update_heartbeat(number)
            await asyncio.sleep(BEAT)


def _error_of(task: asyncio.Task[object]) -> BaseException | None:
    """Return the error with which a task has ended; None if it has not ended, or without an error."""
    return task.exception() if task.done() and not task.cancelled() else None
