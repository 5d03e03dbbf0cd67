"""A worker of the cluster in the process of a test. A visit is a small program, so that it ends as the test wants."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import PREVIOUS
from bulletin_spider.cluster.tasks.station import KnownSites, Station
from bulletin_spider.cluster.worker.cluster_worker import ClusterWorker
from bulletin_spider.cluster.worker.session import Slots
from bulletin_spider.operations.schedule.site_pool import SitePool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bulletin_spider.archive.databases.postgresql import ServerAddress
    from bulletin_spider.operations.schedule.site_pool import SiteResult

ARCHIVE = "s3://archives/visiting"
_RECORD = {"outcome": "ok", "reasons": [], "published": 0, PREVIOUS: "0"}
_VISIT = """
import json, pathlib, signal, sys, time
def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    time.sleep(0.5)
    print(json.dumps({record!r} | {{"site": sys.argv[2], "outcome": "interrupted"}}), flush=True)
    sys.exit(130)
signal.signal(signal.SIGTERM, end)
with open("begun", "a") as log:
    log.write(sys.argv[2] + "\\n")
while pathlib.Path("wait").exists():
    time.sleep(0.02)
if pathlib.Path("crash").exists():
    sys.exit(1)
print(json.dumps({record!r} | {{"site": sys.argv[2]}}))
"""


class VisitingWorker:
    """A worker whose visits wait as long as there is a file ``wait``, and crash if there is a file ``crash``."""

    def __init__(self, place: Path, address: ServerAddress) -> None:
        self.place = place
        self.said: list[str] = []
        self.results: list[SiteResult] = []
        program = place / "visit.py"
        program.write_text(_VISIT.format(record=_RECORD), encoding="utf-8")
        pool = SitePool([sys.executable, str(program), "crawl"], [], place, Layout(place / "archive"), 8)
        self.station = Station(
            "host", pool, lambda: KnownSites([], []), lambda result, _: self.results.append(result), self.said.append,
            isolated=True,
        )  # fmt: skip
        self.worker = ClusterWorker(address, ARCHIVE, self.station, Slots(4, 4), grace=60)

    @property
    def begun(self) -> list[str]:
        """The sites whose visits have begun, in their order."""
        log = self.place / "begun"
        return log.read_text(encoding="utf-8").split() if log.exists() else []

    def hold(self) -> None:
        """Let visits wait."""
        (self.place / "wait").touch()

    def let_go(self) -> None:
        """Let visits go on."""
        (self.place / "wait").unlink()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        """Run the worker; ask it to end after the block as a service manager does, and wait for it."""
        working = asyncio.create_task(self.worker.run())
        try:
            yield working
        finally:
            (self.place / "wait").unlink(missing_ok=True)  # else a test that has failed would wait for it
            if not working.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(working, 60)


async def until(condition: Callable[[], object], what: str, limit: float = 60.0) -> None:
    """Wait until a condition holds; raise ``AssertionError`` after ``limit`` seconds."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < limit, what
        await asyncio.sleep(0.05)
