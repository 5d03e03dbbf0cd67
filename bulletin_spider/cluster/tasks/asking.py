"""Ask for what is due beside visits. Every worker that can do it asks every few seconds, and one of them does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import DAILY, DELIVER, ENTER_TASK, NOTIFY, transaction
from bulletin_spider.cluster.tasks.daily import due_daily_tasks
from bulletin_spider.cluster.tasks.delivery import delivery_is_due
from bulletin_spider.cluster.tasks.notification import notification_is_due
from bulletin_spider.cluster.tasks.ping import ping_if_due

if TYPE_CHECKING:
    from procrastinate import App

    from bulletin_spider.cluster.tasks.station import Station


async def ask(app: App, station: Station) -> None:
    """Put what this process can do, and what is due, into its queue, and ping the monitor if that is due."""
    able = station.abilities.queues
    async with transaction(app) as connection:
        due = [(DAILY, task) for task in await due_daily_tasks(connection)] if DAILY in able else []
        if NOTIFY in able and await notification_is_due(connection):
            due.append((NOTIFY, NOTIFY))
        if DELIVER in able and await delivery_is_due(connection):
            due.append((DELIVER, DELIVER))
        for queue, task in due:
            await connection.execute(ENTER_TASK, {"queue": queue, "task": task})
    await ping_if_due(app, station)
