"""Pack the archive and write an anchor once a day, on one machine, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import patiently, transaction
from bulletin_spider.cluster.tasks.station import station_of
from bulletin_spider.operations.schedule.parent_process import VARIABLE
from bulletin_spider.program import environment_for_child
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procrastinate import App, JobContext
    from psycopg import AsyncConnection

    from bulletin_spider.cluster.tasks.station import Station

_AGAIN = 3600
"""Seconds after which what has failed is tried again."""
_SHOWN_LINES = 20
"""Last lines of a command that has failed."""
_PATIENCE = 10.0
"""Seconds that a command has to end by itself when the worker stops."""
_DONE = (0, Outcome.LOCKED.code)
"""Exit codes: sites in use were left out, and come the next day."""


async def due_daily_tasks(connection: AsyncConnection) -> list[str]:
    """Return what is due; nothing before a visit has left a record: the archive may be empty."""
    found = await connection.execute(
        "SELECT task FROM daily WHERE due <= now() AND EXISTS (SELECT FROM visits WHERE visited) ORDER BY task"
    )
    return [task for (task,) in await found.fetchall()]


async def run_daily_task(context: JobContext) -> None:
    """Run the command that has the name of the task, unless it was done meanwhile; note when it is due next."""
    app, station, task = context.app, station_of(context), context.job.task_name
    with station.at_work(context.job), station.faults_said(context.job):
        async with transaction(app) as connection:
            if task not in await due_daily_tasks(connection):
                return
        code, lines = await _run([*station.abilities.command, task, *station.abilities.options], station)
        if station.stopping.is_set():
            return
        failed = f"{task} has failed with exit code {code}"
        fault = "" if code in _DONE else "; ".join([failed, *lines[-1:]])
        station.warn(task, [fault, *lines[-_SHOWN_LINES:-1]] if fault else [])
        await patiently(lambda: _note(app, task, fault))


async def _run(command: Sequence[str], station: Station) -> tuple[int, list[str]]:
    """Return the exit code of a command and what it has printed. It ends with this process, and when that stops."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=station.pool.directory, env=environment_for_child() | {VARIABLE: str(os.getpid())},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    reading = asyncio.ensure_future(process.communicate())
    stopping = asyncio.ensure_future(station.stopping.wait())
    try:
        await asyncio.wait([reading, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(reading), _PATIENCE)
    finally:
        stopping.cancel()
        with suppress(ProcessLookupError):
            process.kill()
    output = (await reading)[0]
    return process.returncode or 0, output.decode("utf-8", "replace").splitlines()


async def _note(app: App, task: str, fault: str) -> None:
    async with transaction(app) as connection:
        await connection.execute(
            """UPDATE daily SET fault = %s, due = CASE %s WHEN '' THEN next_time(at)
            ELSE now() + make_interval(secs => %s) END WHERE task = %s""",
            (fault, fault, _AGAIN, task),
        )
