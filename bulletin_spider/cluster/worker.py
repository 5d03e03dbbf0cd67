"""A worker of the cluster: sessions with the queue, one after the other, until it is asked to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from procrastinate.exceptions import ConnectorException

from bulletin_spider.archive.databases.postgresql import error_line
from bulletin_spider.cluster.queue import DATABASE_ERRORS
from bulletin_spider.cluster.session import Session, Slots

if TYPE_CHECKING:
    from bulletin_spider.archive.databases.postgresql import ServerAddress
    from bulletin_spider.cluster.station import Station

_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further session; the last one holds for all that follow."""
_LASTED = 60.0
"""Seconds after which a session counts as one that went well, so that the next one comes soon."""
_SETTLING = 45.0
"""Seconds for which the end waits for a database that is away. The others find what is not settled then."""
_LOOK = 0.1
"""Seconds between two looks whether crawls go on."""
_LOOK_AGAIN = 1.0


class ClusterWorker:
    """Visits sites that the queue gives it. :meth:`run` returns only when SIGTERM or SIGINT have asked for it."""

    def __init__(
        self,
        address: ServerAddress,
        archive: str,
        station: Station,
        slots: Slots,
        *,
        grace: float,
    ) -> None:
        self.address, self.archive, self.station, self.slots = address, archive, station, slots
        self.grace, self.say = grace, station.say
        self._signals = 0
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._draining: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Visit sites until a signal; sites in progress are visited to their end, and what waits goes back.

        They have ``grace`` seconds, and are then stopped gently: what they have is published, and the rest goes back
        too. A second signal stops them at once, a third one kills them. Raises ``UsageFault``, and at the first
        session what is wrong with the database.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        crawling = Thread(target=self.station.pool.run, name="crawls")
        crawling.start()  # the crawls end with this thread: it must live as long as the process
        try:
            await self._work()
        finally:
            self.station.pool.end()
            await asyncio.to_thread(crawling.join)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def _on_signal(self) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 1:
            self._hurry.set()
            self.station.pool.stop(signal.SIGTERM if self._signals == 2 else signal.SIGKILL)

    async def _work(self) -> None:
        attempt, has_worked = 0, False
        while not self._stop.is_set():
            session, began = Session(self.address, self.archive, self.station, self.slots), time.monotonic()
            try:
                await session.open()
            except (*DATABASE_ERRORS, TimeoutError) as error:
                why = _error_text(error)
            else:
                self.say(
                    f"connected to the queue in {self.address.shown}" if not has_worked else "connected again"
                )
                has_worked = True
                why = await session.run(self._stop)
                if self._stop.is_set():
                    await self._end(session)
                    break
                self._let_drain(session)
            attempt = 0 if time.monotonic() - began > _LASTED else attempt
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            attempt += 1
            self.say(f"the queue in {self.address.shown} is away: {why}; trying again in {pause:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
        await self._end(None)

    def _let_drain(self, session: Session) -> None:
        task = asyncio.create_task(session.drain())
        self._draining.add(task)
        task.add_done_callback(self._draining.discard)

    async def _end(self, session: Session | None) -> None:
        """Let the crawls end, and settle what became of them."""
        pool = self.station.pool
        if session:
            task = asyncio.create_task(session.drain(None))
            self._draining.add(task)
        waiting = pool.withdraw()
        if pool.running or waiting:
            self.say(
                f"stopping: {len(pool.running)} visits go on for {self.grace:g} s at most, {len(waiting)} go back"
            )
        if pool.running and not await self._crawls_end(self.grace):
            pool.stop(signal.SIGTERM)
        while not await self._crawls_end(_LOOK_AGAIN):
            pass
        if self._draining:
            await asyncio.wait(self._draining, timeout=_SETTLING)

    async def _crawls_end(self, seconds: float) -> bool:
        """Return whether no crawl goes on any more within so many seconds, or until there is reason to hurry."""
        until = time.monotonic() + seconds
        while self.station.pool.running:
            if time.monotonic() > until or (seconds > _LOOK_AGAIN and self._hurry.is_set()):
                return False
            await asyncio.sleep(_LOOK)
        return True


def _error_text(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    return error_line(error.__cause__ if isinstance(error, ConnectorException) and error.__cause__ else error)
