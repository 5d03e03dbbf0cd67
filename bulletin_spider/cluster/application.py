"""Put the tasks of the queue together, and open its connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate import App, PsycopgConnector
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from bulletin_spider.cluster import upkeep
from bulletin_spider.cluster.queue import UPKEEP, VISIT, VISITS
from bulletin_spider.cluster.visit import visit

if TYPE_CHECKING:
    from procrastinate.jobs import Job

    from bulletin_spider.archive.databases.postgresql import ServerAddress

_EVERY = "* * * * * */10"
"""When the tasks of the upkeep come: every ten seconds."""
_RESCUE, _TICK = 100, 50
"""Priorities: what a dead worker has left goes first, then the timetable."""
_CONNECTIONS = 4
"""Of a process to the database, beside one for each queue that it listens to. A statement takes a millisecond, and a
visit needs four of them."""
_PATIENCE = 30.0
"""Seconds to wait for a connection: a restart of the database takes less."""


class BackIntoTheQueue(BaseRetryStrategy):
    """A job whose task was cancelled or has failed itself goes back: what became of a visit is not known here."""

    _SECONDS = 30

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002 - as declared
        """Return that it is tried again, whatever has happened."""
        return RetryDecision(retry_in={"seconds": self._SECONDS})


def connector(address: ServerAddress) -> PsycopgConnector:
    """Return the queue's connections to the database, not open yet."""
    return PsycopgConnector(
        conninfo=address.for_libpq,
        min_size=1,
        max_size=_CONNECTIONS,
        timeout=_PATIENCE,
        reconnect_timeout=_PATIENCE,
    )


def visits_application(connections: PsycopgConnector) -> App:
    """Return the application whose workers visit sites."""
    app = App(connector=connections)
    app.task(name=VISIT, queue=VISITS, pass_context=True, retry=BackIntoTheQueue())(visit)
    return app


def upkeep_application(connections: PsycopgConnector) -> App:
    """Return the application whose workers keep the queue going. It knows visits too, to have them done."""
    app = visits_application(connections)
    for name, task, priority in (("rescue", upkeep.rescue, _RESCUE), ("tick", upkeep.tick, _TICK)):
        made = app.task(
            name=name, queue=UPKEEP, pass_context=True, priority=priority, lock=name, queueing_lock=name
        )(task)
        app.periodic(cron=_EVERY)(made)
    return app
