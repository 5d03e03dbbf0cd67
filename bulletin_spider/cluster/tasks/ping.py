"""Ping a monitor once a minute as long as the cluster works: it raises an alarm when no ping comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import transaction
from bulletin_spider.messages.addresses import shown_address
from bulletin_spider.messages.http_request import request_fault
from bulletin_spider.operations.reporting.ping import ping_address

if TYPE_CHECKING:
    from procrastinate import App
    from psycopg import AsyncConnection

    from bulletin_spider.cluster.tasks.station import Station

_EVERY = 60
"""Seconds between two pings."""
_WITHOUT_RECORD = 1800
"""Seconds without a visit that left a record after which something is wrong, if visits failed meanwhile …"""
_FAILED_SITES = 10
"""… of so many sites, or of all if there are fewer: one that always fails may be the only one that was due."""


async def ping_if_due(app: App, station: Station) -> None:
    """Send a ping if this process knows a monitor and the last ping of any machine was a minute ago.

    It is a failure if all visits of the last half hour have left no record: the store or the network is away.
    """
    if not station.abilities.ping:
        return
    async with transaction(app) as connection:
        if not await _take_ping(connection):
            return
        fails = await _all_visits_fail(connection)
    asyncio.get_running_loop().run_in_executor(None, _send, station, "fail" if fails else "")


async def _take_ping(connection: AsyncConnection) -> bool:
    found = await connection.execute(
        """UPDATE cluster SET pinged = now() WHERE pinged IS NULL OR pinged < now() - make_interval(secs => %s)
        RETURNING 1""",
        (_EVERY - 5,),  # a tick may come a little early
    )
    return await found.fetchone() is not None


async def _all_visits_fail(connection: AsyncConnection) -> bool:
    found = await connection.execute(
        """SELECT recorded < now() - make_interval(secs => %s) AND
        (SELECT count(*) FROM failures WHERE at > recorded) >= least(%s, greatest(1, (SELECT count(*) FROM visits)))
        FROM cluster""",
        (_WITHOUT_RECORD, _FAILED_SITES),
    )
    row = await found.fetchone()
    return bool(row and row[0])


async def note_record(connection: AsyncConnection) -> None:
    """Note that a visit has left a record; it costs a write once a minute."""
    await connection.execute(
        "UPDATE cluster SET recorded = now() WHERE recorded < now() - make_interval(mins => 1)"
    )


def _send(station: Station, what: str) -> None:
    address = station.abilities.ping
    fault = request_fault(ping_address(address, what) if what else address)
    station.warn("ping", [f"PING: {shown_address(address)}: {fault}"] if fault else [])
