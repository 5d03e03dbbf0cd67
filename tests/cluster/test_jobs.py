"""Jobs of workers that die, are given up, or cannot write how they ended: none stays, and none is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest

from bulletin_spider.cluster.database.connection import connected
from bulletin_spider.cluster.database.jobs import ENTER_VISIT, VISITS, visit_values
from bulletin_spider.cluster.database.retrying import retry
from bulletin_spider.cluster.worker.application import QueueConnections, application
from bulletin_spider.cluster.worker.upkeep import rescue, tick
from tests.cluster.filled_queue import FilledQueue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from procrastinate import App

    from tests.cluster.filled_queue import FilledQueue as Queue

JOBS = "SELECT args ->> 'site', status::text FROM procrastinate_jobs ORDER BY id"


@pytest.fixture
def queue(database: str) -> FilledQueue:
    return FilledQueue(database, "s3://archives/jobs")


def do(queue: Queue, work: Callable[[App], Awaitable[None]]) -> None:
    """Do what a worker does, over connections of its own."""

    async def with_connections() -> None:
        connections = QueueConnections(queue.address)
        await connections.open_async()
        try:
            await work(application(connections))
        finally:
            await connections.close_async()

    asyncio.run(with_connections())


def test_dead_worker_gives_its_visits_back(queue: Queue) -> None:
    queue.worker("one", "site0", "site1", silent=61)
    queue.worker("two", "site2", pid=8)
    do(queue, rescue)
    assert queue.execute(JOBS) == [("site2", "doing"), ("site0", "todo"), ("site1", "todo")]
    assert queue.execute("SELECT site, count, host FROM failures ORDER BY site") == [
        ("site0", 1, "one (process 7)"),
        ("site1", 1, "one (process 7)"),
    ]
    assert queue.execute("SELECT host FROM workers") == [("two",)]


def test_visit_that_waits_already_is_enough(queue: Queue) -> None:
    queue.worker("one", "site0", silent=61)
    queue.wait("site0", pause=300)
    do(queue, rescue)
    assert queue.execute("SELECT status::text, scheduled_at FROM procrastinate_jobs") == [("todo", None)]


def test_site_that_ends_its_workers_is_dead(queue: Queue) -> None:
    for _ in range(3):
        queue.worker("one", "site0", silent=61)
        do(queue, rescue)
        queue.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    assert queue.execute(JOBS) == []
    assert queue.execute("SELECT count FROM failures") == [(3,)]


def test_suspended_rescue_holds_up_no_other(queue: Queue) -> None:
    """A machine that is suspended in the middle of a rescue keeps what it has locked for a while."""
    queue.worker("one", "site0", silent=61)
    queue.worker("two", "site1", silent=61, pid=8)
    with psycopg.connect(queue.address.for_libpq) as suspended:
        suspended.execute("SELECT FROM procrastinate_jobs WHERE args ->> 'site' = 'site0' FOR UPDATE")
        do(queue, rescue)
    assert queue.execute(JOBS) == [("site0", "doing"), ("site1", "todo")]
    do(queue, rescue)
    assert queue.execute(JOBS) == [("site1", "todo"), ("site0", "todo")]


def test_suspended_transaction_is_ended_by_the_server(queue: Queue) -> None:
    with connected(queue.address) as connection:
        found = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
    assert found == ("20s",)


def test_site_with_a_visit_is_due_once(queue: Queue) -> None:
    queue.timetable("site0", "site1", "site2")
    queue.worker("one", "site0")
    queue.wait("site1", pause=300)
    queue.execute("UPDATE visits SET due = now()")
    do(queue, tick)
    assert queue.execute(JOBS) == [("site0", "doing"), ("site1", "todo"), ("site2", "todo")]
    assert queue.execute("SELECT count(*) FROM visits WHERE due <= now()") == [(0,)]


def test_many_visits_are_known_to_the_planner(queue: Queue) -> None:
    """Without statistics PostgreSQL takes 190 ms to find the next of 3,000 visits."""
    queue.timetable(*(f"site{number}" for number in range(100)))
    queue.execute("UPDATE visits SET due = now()")
    do(queue, tick)
    planned = "SELECT count(*) FROM pg_stats WHERE tablename = 'procrastinate_jobs' AND attname = 'lock'"
    assert queue.execute(planned) == [(1,)]


def test_pause_is_by_the_clock_of_the_database(queue: Queue) -> None:
    with connected(queue.address) as connection:
        connection.execute(ENTER_VISIT.encode(), visit_values("site0", VISITS, pause=60))
        pauses = connection.execute(
            "SELECT extract(epoch FROM scheduled_at - now())::int FROM procrastinate_jobs"
        )
        assert pauses.fetchall() == [(60,)]


def test_retry_ends_the_pause(queue: Queue) -> None:
    queue.fail("site0", 1)
    queue.wait("site0", pause=60)
    assert retry(queue.address, []) == ["site0"]
    assert queue.execute("SELECT scheduled_at FROM procrastinate_jobs") == [(None,)]


def test_worker_that_was_given_up_ends_no_visit_of_another(queue: Queue) -> None:
    """It was suspended, its job went to another worker, and now it writes how its own visit ended."""

    async def end_late(app: App) -> None:
        first = await app.job_manager.register_worker()
        second = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job([VISITS], first)
        assert job
        queue.execute("UPDATE procrastinate_jobs SET worker_id = %s", second)
        await app.job_manager.finish_job(job, "succeeded", delete_job=True)
        await app.job_manager.retry_job(job)

    queue.wait("site0")
    do(queue, end_late)
    assert queue.execute(JOBS) == [("site0", "doing")]
