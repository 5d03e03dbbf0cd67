"""What the tasks need of the process that runs them: the pool that crawls, the project's sites, and what it can do."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bulletin_spider.cluster.database.jobs import DAILY, DATABASE_ERRORS, DELIVER, NOTIFY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

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


@dataclass(frozen=True)
class Abilities:
    """What a process can do for the cluster beside visits. What it cannot do, another one does."""

    notify: str = ""
    """Addresses of Apprise for messages about sites."""
    ping: str = ""
    """The address of a monitor."""
    watches: Path | None = None
    """The file of watches; there may be none yet."""
    daily: bool = False
    """Whether it packs and writes anchors."""
    command: Sequence[str] = ()
    """The program; the name of a command is added to it, …"""
    options: Sequence[str] = ()
    """… and options, which every command understands."""

    @property
    def queues(self) -> list[str]:
        """The queues of which this process takes jobs now."""
        able = {
            NOTIFY: self.notify,
            DELIVER: self.watches is not None and self.watches.exists(),
            DAILY: self.daily,
        }
        return [queue for queue, is_able in able.items() if is_able]


@dataclass
class Station:
    """A process of the cluster."""

    host: str
    pool: SitePool
    sites: ReadSites
    on_result: Callable[[SiteResult, str | None], None]
    """Is called, in a thread, with the result of each visit that is settled, and with what to add to its outcome if it
    is news for a person; None: it is none."""
    say: Callable[[str], None]
    """Prints a line about this process."""
    isolated: bool = False
    """Whether each site needs a process of its own."""
    abilities: Abilities = field(default_factory=Abilities)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether this process is asked to end: what goes on beside visits ends soon then."""
    jobs: Counter[int] = field(default_factory=Counter)
    """The ids of the jobs that are at work here."""
    _left: set[str] = field(default_factory=set)
    """Sites whose crawl goes on although its job was cancelled."""
    _unsettled: dict[str, tuple[float, SiteResult]] = field(default_factory=dict)
    _warned: dict[str, list[str]] = field(default_factory=dict)
    """What → the warnings about it that were printed the last time."""

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

    def told(self, result: SiteResult, news: str | None) -> None:
        """Tell people what there is to be told of a visit, without waiting for it."""
        asyncio.get_running_loop().run_in_executor(None, self.on_result, result, news)

    @contextmanager
    def faults_said(self, job: Job) -> Iterator[None]:
        """Print a line about an unexpected error in a job, which ends and is asked for again."""
        try:
            yield
        except DATABASE_ERRORS:  # the heartbeat knows for how long it is away
            raise
        except Exception as error:
            self.warn(job.task_name, [f"{job.task_name}: {type(error).__name__}: {error}"])
            raise

    def warn(self, what: str, lines: Sequence[str]) -> None:
        """Print the warnings about something, unless they are those of the last time; none: it is well again."""
        for line in lines if lines != self._warned.get(what) else ():
            self.say(f"warning: {line}")
        self._warned[what] = [*lines]

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
