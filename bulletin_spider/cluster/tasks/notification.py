"""Notify a person when a site begins to need one, and when it has recovered: one message of the whole cluster."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import patiently, transaction
from bulletin_spider.cluster.database.problems import NO_RECORD, note_known, unknown_changes
from bulletin_spider.cluster.tasks.station import station_of
from bulletin_spider.messages.apprise_sending import send_message
from bulletin_spider.messages.message import Message
from bulletin_spider.operations.reporting.notification import (
    combined_message,
    problem_message,
    recovery_message,
)
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procrastinate import App, JobContext
    from psycopg import AsyncConnection

    from bulletin_spider.cluster.database.problems import Change

_GATHERED = 5
"""Seconds for which changes are gathered before a message."""
_APART = 600
"""Seconds between two messages. Sites are visited one after the other: if the store or the network is away, each minute
brings dozens of changes for as long as their interval, and a person needs one message about it, then one now and then.
"""


async def notification_is_due(connection: AsyncConnection) -> bool:
    """Return whether there is something to notify of, and the last message was long enough ago."""
    found = await connection.execute(
        """SELECT FROM cluster WHERE (notified IS NULL OR notified < now() - make_interval(secs => %s))
        AND EXISTS (SELECT FROM problems
        WHERE problem IS DISTINCT FROM known AND changed < now() - make_interval(secs => %s))""",
        (_APART, _GATHERED),
    )
    return await found.fetchone() is not None


async def notify(context: JobContext) -> None:
    """Send one message about all changes that a person does not know of."""
    app, station = context.app, station_of(context)
    with station.at_work(context.job), station.faults_said(context.job):
        async with transaction(app) as connection:
            changes = await unknown_changes(connection) if await notification_is_due(connection) else []
        if not changes:
            return
        message = combined_message([_message(change) for change in changes])
        addresses = station.abilities.notify
        failed = await asyncio.to_thread(send_message, addresses, message)
        station.warn("notification", [failed] if failed else [])
        # Of several addresses some may have got it, and must not get it again.
        known = changes if not failed or len(addresses.split()) > 1 else []
        await patiently(lambda: _note(app, known))


async def _note(app: App, known: Sequence[Change]) -> None:
    async with transaction(app) as connection:
        await note_known(connection, known)
        await connection.execute("UPDATE cluster SET notified = now()")


def _message(change: Change) -> Message:
    record = {"site": change.site, "run": "-", "published": 0, **change.about}
    if change.problem is None:
        return recovery_message(record, change.known or "")
    if change.problem == NO_RECORD:
        lines = [*record["reasons"], f"look closer: {PROGRAM} status {change.site}"]
        lines.append(f"the timetable tries it again; at once: {PROGRAM} retry {change.site}")
        return Message(f"{change.site}: {NO_RECORD}", "\n".join(lines))
    return problem_message(record | {"outcome": change.problem})
