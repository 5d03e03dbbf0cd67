"""A worker of the cluster: sessions with the queue, one after the other, until it is asked to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.databases.postgresql import error_line
from bulletin_spider.cluster.database.connection import reason
from bulletin_spider.cluster.database.jobs import DATABASE_ERRORS
from bulletin_spider.cluster.worker.session import DRAIN, Session, Slots
from bulletin_spider.exceptions import RunFault, UsageFault

if TYPE_CHECKING:
    from bulletin_spider.archive.databases.postgresql import ServerAddress
    from bulletin_spider.cluster.tasks.station import Station

_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further session; the last one holds for all that follow."""
_LASTED = 60.0
"""Seconds after which a session counts as one that went well, so that the next one comes soon."""
SETTLING = 20.0
"""Seconds for which the end waits for a database that is away. The others find what is not settled then."""
_LEAVING = 5.0
"""The same if there is nothing to settle."""
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
        self._stop, self._hurry = station.stopping, asyncio.Event()
        self._draining: dict[asyncio.Task[None], Session] = {}
        self._fault: BaseException | None = None
        self._has_worked, self._said = False, ""

    async def run(self) -> None:
        """Visit sites until a signal; sites in progress are visited to their end, and what waits goes back.

        They have ``grace`` seconds, and are then stopped gently: what they have is published, and the rest goes back
        too. A second signal stops them at once, a third one kills them. Raises ``UsageFault`` if the database belongs
        to another archive when the worker starts, and ``RunFault`` if no site can be crawled any more.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._say_error)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        crawling = Thread(target=self._crawl, args=[loop], name="crawls")
        crawling.start()  # the crawls end with this thread: it must live as long as the process
        try:
            await self._work()
        finally:
            self.station.pool.end()
            await asyncio.to_thread(crawling.join)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
        if self._fault:
            raise RunFault(f"sites cannot be crawled any more: {error_line(self._fault)}") from self._fault

    def _crawl(self, loop: asyncio.AbstractEventLoop) -> None:
        """Crawl what the pool is asked for. Without that a worker is of no use, so it ends."""
        try:
            self.station.pool.run()
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits for this one
            self._fault = error
            loop.call_soon_threadsafe(self._stop.set)

    def _say_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Say in a line what nobody has waited for; that the database is away is said elsewhere."""
        error = context.get("exception")
        if not isinstance(error, DATABASE_ERRORS):
            self.say(f"{context['message']}: {error_line(error)}" if error else context["message"])

    def _on_signal(self) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 1:
            self._hurry.set()
            self.station.pool.stop(signal.SIGTERM if self._signals == 2 else signal.SIGKILL)

    async def _work(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            session, began = Session(self.address, self.archive, self.station, self.slots), time.monotonic()
            why = await self._open(session)
            if not why:
                why = await session.run(self._stop)
                if self._stop.is_set():
                    await self._end(session)
                    return
                self._let_drain(session)
            attempt = 0 if time.monotonic() - began > _LASTED else attempt
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            attempt += 1
            self._say_away(why)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
        await self._end(None)

    async def _open(self, session: Session) -> str:
        """Open a session, and return why it could not be opened, empty if it could. A stop ends the attempt."""
        opening, stopping = asyncio.create_task(session.open()), asyncio.create_task(self._stop.wait())
        await asyncio.wait([opening, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        try:
            if not opening.done():
                opening.cancel()
                return "stopped"
            opening.result()
        except UsageFault as fault:
            if not self._has_worked:
                raise
            return str(fault)  # it was made for another archive meanwhile
        except (*DATABASE_ERRORS, TimeoutError) as error:
            return reason(error)
        self.say("connected again" if self._has_worked else f"connected to the queue in {self.address.shown}")
        self._has_worked, self._said = True, ""
        return ""

    def _say_away(self, why: str) -> None:
        """Say why the queue cannot be used, once for each reason until it can be."""
        if why != self._said and not self._stop.is_set():
            what = "lost" if self._has_worked else "cannot use"
            self.say(f"{what} the queue in {self.address.shown}, trying again until it is back: {why}")
            self._said = why

    def _let_drain(self, session: Session, seconds: float | None = DRAIN) -> None:
        task = asyncio.create_task(session.drain(seconds))
        self._draining[task] = session
        task.add_done_callback(self._draining.pop)

    async def _end(self, session: Session | None) -> None:
        """Let the crawls end, and settle what became of them."""
        pool = self.station.pool
        if session:
            self._let_drain(session, None)
        waiting = pool.withdraw()
        if pool.running or waiting:
            self.say(
                f"stopping: {len(pool.running)} visits go on for {self.grace:g} s at most, {len(waiting)} go back"
            )
        if not await self._crawls_end(self.grace) and not self._hurry.is_set():
            pool.stop(signal.SIGTERM)
        while not await self._crawls_end(_LOOK_AGAIN):
            pass
        if self._draining:
            await asyncio.wait(self._draining, timeout=SETTLING if self.station.jobs else _LEAVING)
        await asyncio.gather(*(session.close() for session in self._draining.values()))

    async def _crawls_end(self, seconds: float) -> bool:
        """Return whether no crawl goes on any more within so many seconds, or until there is reason to hurry."""
        until = time.monotonic() + seconds
        while self.station.pool.running:
            if time.monotonic() > until or (seconds > _LOOK_AGAIN and self._hurry.is_set()):
                return False
            await asyncio.sleep(_LOOK)
        return True
