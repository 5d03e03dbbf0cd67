"""A worker loses its sessions with the queue in every way, goes on, and ends when it is asked to."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from bulletin_spider.cluster.database.connection import cluster_address
from bulletin_spider.cluster.worker import cluster_worker, session
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from tests.cluster.filled_queue import FilledQueue
from tests.cluster.stalling_proxy import StallingProxy
from tests.cluster.visiting import ARCHIVE, VisitingWorker, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.filled_queue import FilledQueue as Queue


@pytest.fixture
def queue(database: str) -> FilledQueue:
    return FilledQueue(database, ARCHIVE)


@pytest.fixture(autouse=True)
def short_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a worker notice within a second or two what it notices within forty."""
    monkeypatch.setattr(session, "BEAT", 0.2)
    monkeypatch.setattr(session, "_ANSWER", 1.0)
    monkeypatch.setattr(session, "_POLLING", 0.1)


@pytest.fixture
def visiting(tmp_path: Path, queue: Queue) -> VisitingWorker:
    return VisitingWorker(tmp_path, queue.address)


@contextmanager
def proxied(port: int) -> Iterator[StallingProxy]:
    proxy = StallingProxy(port)
    yield proxy
    proxy.stop()


def jobs(queue: Queue) -> list[tuple[object, ...]]:
    return queue.execute("SELECT args ->> 'site', status::text FROM procrastinate_jobs ORDER BY id")


async def says(visiting: VisitingWorker, count: int) -> None:
    """Wait until the worker has said so many lines: that it has noticed, or that it is connected again."""
    await until(lambda: len(visiting.said) == count, f"line {count}")


async def visits(visiting: VisitingWorker, count: int) -> None:
    """Wait until so many visits have begun."""
    await until(lambda: len(visiting.begun) == count, f"visit {count}")


def end_connections(queue: Queue) -> None:
    """End every connection to the database, as an operator or a restart does."""
    with psycopg.connect(queue.address.for_libpq, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_visit_survives_the_end_of_all_connections(visiting: VisitingWorker, queue: Queue) -> None:
    async def work() -> None:
        visiting.hold()
        queue.wait("site0")
        async with visiting.running():
            await until(lambda: visiting.begun, "it begins")
            for _ in range(5):
                await asyncio.to_thread(end_connections, queue)
                await asyncio.sleep(0.1)
            visiting.let_go()
            await until(lambda: not jobs(queue), "its end is written")
            queue.wait("site1")
            await until(lambda: "site1" in visiting.begun, "the next one begins")
            await until(lambda: not jobs(queue), "its end is written, too")

    asyncio.run(work())
    assert visiting.begun == ["site0", "site1"]
    assert queue.execute("SELECT * FROM failures") == []


def test_worker_that_was_given_up_begins_again(visiting: VisitingWorker, queue: Queue) -> None:
    """Its visit was put back into the queue meanwhile: it is not begun a second time while it goes on."""

    async def work() -> None:
        visiting.hold()
        queue.wait("site0")
        async with visiting.running():
            await until(lambda: visiting.begun, "it begins")
            queue.execute("UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL")
            queue.execute("DELETE FROM procrastinate_workers")
            await until(lambda: "connected again" in visiting.said, "the next session")
            await until(lambda: ("site0", "doing") in jobs(queue), "the new session takes the visit")
            visiting.let_go()
            await until(lambda: not jobs(queue), "its end is written")

    asyncio.run(work())
    assert visiting.begun == ["site0"]


def test_job_that_nobody_works_on_goes_back(visiting: VisitingWorker, queue: Queue) -> None:
    """A worker of the queue could not write how a visit ended, and is alive."""

    async def work() -> None:
        async with visiting.running():
            await until(lambda: queue.execute("SELECT 1 FROM workers"), "it is registered")
            queue.wait("site0", pause=3600)
            queue.execute(
                """UPDATE procrastinate_jobs SET status = 'doing', scheduled_at = NULL,
                worker_id = (SELECT min(worker_id) FROM workers)"""
            )
            await until(lambda: "site0" in visiting.begun, "it is visited")
            await until(lambda: not jobs(queue), "its end is written")

    asyncio.run(work())


def test_stalled_connections_are_given_up(tmp_path: Path, database: str, queue: Queue) -> None:
    """Nothing is left of them when the worker is connected again: no open file, and no task that waits."""
    port = queue.address.base.rpartition(":")[2].partition("/")[0]
    with proxied(int(port)) as proxy:
        visiting = VisitingWorker(
            tmp_path, cluster_address({"DATABASE": database.replace(port, str(proxy.port))})
        )

        async def work() -> None:
            async with visiting.running():
                await until(lambda: queue.execute("SELECT 1 FROM workers"), "it is registered")
                tasks, files = len(asyncio.all_tasks()), _open_files()
                for number in range(2):
                    proxy.stall()
                    await says(visiting, 2 + 2 * number)
                    proxy.resume()
                    await says(visiting, 3 + 2 * number)
                    queue.wait(f"site{number}")
                    await visits(visiting, number + 1)
                await until(lambda: not jobs(queue), "its end is written")
                await until(lambda: len(asyncio.all_tasks()) <= tasks, "tasks end")
                await until(lambda: _open_files() <= files, "connections end")

        asyncio.run(work())
    away = f"lost the queue in {visiting.worker.address.shown}, trying again until it is back: no answer"
    assert visiting.said[1:5] == [away, "connected again"] * 2


def test_worker_without_tables_waits_for_them(visiting: VisitingWorker, queue: Queue) -> None:
    async def work() -> None:
        queue.execute("DROP SCHEMA bulletin CASCADE")
        async with visiting.running():
            await until(lambda: visiting.said, "it says what is missing")
            FilledQueue(queue.address.base, ARCHIVE).wait("site0")
            await until(lambda: "site0" in visiting.begun, "it visits")

    asyncio.run(work())
    assert f"make them: {PROGRAM} cluster init" in visiting.said[0]


def test_reason_is_said_once(visiting: VisitingWorker, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that makes no second attempt within a second, a repetition is missed, and nothing else fails."""
    monkeypatch.setattr(cluster_worker, "_PAUSES", (0.1,))
    name = queue.execute("SELECT current_database()")[0][0]

    async def work() -> None:
        queue.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        async with visiting.running():
            await says(visiting, 1)
            await asyncio.sleep(1)
            with psycopg.connect(queue.address.for_libpq, autocommit=True) as connection:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
            await says(visiting, 2)

    asyncio.run(work())
    assert "read-only transaction" in visiting.said[0]
    assert visiting.said[1].startswith("connected to the queue")


def test_other_archive_is_refused_at_the_start_only(visiting: VisitingWorker, queue: Queue) -> None:
    queue.execute("UPDATE cluster SET archive = 's3://archives/other'")

    async def refused() -> None:
        with pytest.raises(UsageFault, match="belongs to the archive s3://archives/other"):
            await visiting.worker.run()

    asyncio.run(refused())


@pytest.mark.parametrize("state", ["away", "stalled"])
def test_worker_ends_while_it_connects(tmp_path: Path, database: str, queue: Queue, state: str) -> None:
    port = queue.address.base.rpartition(":")[2].partition("/")[0]
    with proxied(int(port)) as proxy:
        (proxy.cut if state == "away" else proxy.stall)()
        visiting = VisitingWorker(
            tmp_path, cluster_address({"DATABASE": database.replace(port, str(proxy.port))})
        )

        async def work() -> float:
            async with visiting.running():
                if state == "away":
                    await until(lambda: visiting.said, "it says why")
                else:
                    await asyncio.sleep(0.2)
                begun = time.monotonic()
            return time.monotonic() - begun

        assert asyncio.run(work()) < 10


def test_second_signal_lets_visits_publish(visiting: VisitingWorker, queue: Queue) -> None:
    """They are asked to end once: asked twice, they would drop what they have."""

    async def work() -> None:
        visiting.hold()
        for number in range(3):
            queue.wait(f"site{number}")
        async with visiting.running() as working:
            await until(lambda: len(visiting.begun) == 3, "they begin")
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(0.1)
            await asyncio.wait_for(working, 60)

    asyncio.run(work())
    assert [result.record["reasons"] for result in visiting.results] == [[]] * 3
    assert {status for _, status in jobs(queue)} == {"todo"}


def test_site_that_crashes_is_dead_after_three_visits(visiting: VisitingWorker, queue: Queue) -> None:
    (visiting.place / "crash").touch()

    async def work() -> None:
        queue.wait("site0")
        async with visiting.running():
            for times in (1, 2, 3):
                await visits(visiting, times)
                await until(lambda: len(visiting.results) == len(visiting.begun), "its end")
                queue.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
            await until(lambda: not jobs(queue), "no further one waits")
            assert queue.execute("SELECT site, count FROM failures") == [("site0", 3)]
            (visiting.place / "crash").unlink()
            queue.wait("site0")
            await until(lambda: not queue.execute("SELECT 1 FROM failures"), "a success clears it")

    asyncio.run(work())


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
