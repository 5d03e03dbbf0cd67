"""What keeps the queue going is done by another worker if the one that does it is killed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest

from bulletin_spider.cluster.tasks.station import KnownSites, Station
from bulletin_spider.cluster.worker.application import QueueConnections, application
from bulletin_spider.cluster.worker.upkeep import read_sites
from tests.cluster.filled_queue import HOUR, FilledQueue

if TYPE_CHECKING:
    from bulletin_spider.operations.schedule.site_pool import SitePool


@pytest.fixture
def queue(database: str) -> FilledQueue:
    return FilledQueue(database, "s3://archives/upkeep")


def station(*sites: str) -> Station:
    """Return a worker process with these sites; without any it dies as it reads them."""

    def read() -> KnownSites:
        if not sites:
            raise RuntimeError
        return KnownSites(sites, [])

    return Station("host", cast("SitePool", None), read, lambda *_: None, print)


async def read(queue: FilledQueue, reader: Station) -> None:
    connections = QueueConnections(queue.address)
    await connections.open_async()
    try:
        await read_sites(application(connections), reader)
    finally:
        await connections.close_async()


def test_reading_that_broke_off_is_begun_again(queue: FilledQueue) -> None:
    """The worker that reads the sites dies; a minute later another one reads them, and nobody for ten more."""
    queue.timetable(seconds=HOUR)
    queue.execute("UPDATE cluster SET sites_read = NULL")
    with pytest.raises(RuntimeError):
        asyncio.run(read(queue, station()))
    asyncio.run(read(queue, station("haidian")))
    assert queue.execute("SELECT site FROM visits") == []
    queue.execute("UPDATE cluster SET sites_read = sites_read - interval '61 s'")
    asyncio.run(read(queue, station("haidian")))
    assert queue.execute("SELECT site FROM visits") == [("haidian",)]
    queue.execute("UPDATE cluster SET sites_read = sites_read - interval '61 s'")
    asyncio.run(read(queue, station("haidian", "xicheng")))
    assert queue.execute("SELECT site FROM visits") == [("haidian",)]
