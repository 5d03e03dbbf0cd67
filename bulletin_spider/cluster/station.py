"""What the tasks need of the process that runs them: the pool that crawls, the project's sites, and who is told."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from procrastinate import JobContext
    from procrastinate.jobs import Job

    from bulletin_spider.operations.schedule.site_pool import SitePool, SiteResult

_KEY = "station"
_KEPT = 600.0
"""Seconds for which the result of a visit is kept whose job could not be settled, as the database was away."""


class KnownSites(NamedTuple):
    """The sites of the project."""

    names: Sequence[str]
    retired: Sequence[str]
    """Those of which no visit is expected any more."""


class ReadSites(Protocol):
    """Reads the sites of the project; it may take seconds."""

    def __call__(self) -> KnownSites:
        """Return them."""


@dataclass
class Station:
    """A process of the cluster."""

    host: str
    pool: SitePool
    sites: ReadSites
    on_result: Callable[[SiteResult], None]
    """Is called, in a thread, with the result of each visit that is settled."""
    say: Callable[[str], None]
    """Prints a line about this process."""
    isolated: bool = False
    """Whether each site needs a process of its own."""
    jobs: Counter[int] = field(default_factory=Counter)
    """The ids of the jobs that are at work here."""
    _left: set[str] = field(default_factory=set)
    """Sites whose crawl goes on although its job was cancelled."""
    _unsettled: dict[str, tuple[float, SiteResult]] = field(default_factory=dict)

    async def crawl(self, site: str, *, alone: bool) -> SiteResult:
        """Return how the visit of a site ended. One that goes on here already is not begun a second time.

        A job that is cancelled stops no crawl: the result is kept for the job of the site that comes next.
        """
        self._left.discard(site)
        if kept := self._unsettled.pop(site, None):
            ended, result = kept
            if time.monotonic() - ended < _KEPT:
                return result
        crawling = self.pool.crawl(site, alone=alone or self.isolated)
        try:
            return await asyncio.shield(asyncio.wrap_future(crawling))
        except asyncio.CancelledError:
            self._left.add(site)
            crawling.add_done_callback(lambda future: self._keep(site, future))
            raise

    @contextmanager
    def kept_until_settled(self, site: str, result: SiteResult) -> Iterator[None]:
        """Keep the result of a visit for the next job of the site if the block, which settles it, fails."""
        try:
            yield
        except BaseException:
            if result.started:
                self._unsettled[site] = (time.monotonic(), result)
            raise

    def _keep(self, site: str, future: Future[SiteResult]) -> None:
        if site in self._left and not future.cancelled() and not future.exception():
            self._left.discard(site)
            self._unsettled[site] = (time.monotonic(), future.result())

    def told(self, result: SiteResult) -> None:
        """Tell people what there is to be told of a visit, without waiting for it."""
        asyncio.get_running_loop().run_in_executor(None, self.on_result, result)

    async def read_sites(self) -> KnownSites:
        """Return the project's sites, read in a thread."""
        return await asyncio.to_thread(self.sites)

    @contextmanager
    def at_work(self, job: Job) -> Iterator[None]:
        """Count a job as being at work here until the block ends."""
        number = job.id or 0
        self.jobs[number] += 1
        try:
            yield
        finally:
            self.jobs[number] -= 1
            self.jobs += Counter()  # leave out what is zero


def station_of(context: JobContext) -> Station:
    """Return the process that runs a task."""
    station: Station = context.additional_context[_KEY]
    return station


def context_of(station: Station) -> dict[str, Station]:
    """Return the additional context by which the tasks of a worker find their process."""
    return {_KEY: station}
