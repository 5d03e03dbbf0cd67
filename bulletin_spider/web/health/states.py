"""Keep the state of every site as ``bulletin status`` says it, and follow the runs.

A site is read again when its run records have changed, and after some minutes in any case: a silence grows without a
run. Reading one takes about a millisecond, so thousands of sites are read by a thread, and a page shows what is known.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import BulletinSpiderError
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.archive_status import Problem, archive_status
from bulletin_spider.operations.reporting.prometheus import Report
from bulletin_spider.operations.reporting.site_status import crawled_sites, has_unread_records, site_status
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import WELL, Outcome
from bulletin_spider.web.faults import reason, relative_paths

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.operations.reporting.archive_status import ArchiveStatus
    from bulletin_spider.operations.reporting.site_status import SiteStatus

logger = logging.getLogger(__name__)

_PAUSE = 10.0
"""Seconds after which a request makes the thread look for runs that have ended: three looks at the files of each site,
0.3 s for 3,000 sites."""
_STALE = 600.0
"""Seconds after which a site is read again without a run: what changes by itself is counted in days and hours."""
_PATIENCE = 1.0
"""Seconds that the first request waits: several hundred sites are read in this time."""


@dataclass(frozen=True, slots=True)
class States:
    """What is known at one moment."""

    as_of: dt.datetime
    sites: Sequence[SiteStatus]
    """The sites of which a run has ended, by name."""
    begun: Sequence[str]
    """Sites of which no run has ended yet."""
    archive: ArchiveStatus
    problems: Sequence[Problem]
    """What is wrong with the archive, or with a site that has no readable record."""
    read: int
    of: int
    """How many sites have been read, and how many there are: they differ in the first seconds only."""

    @property
    def is_whole(self) -> bool:
        """Whether every site has been read."""
        return self.read == self.of

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome that needs a person, as the exit code of ``bulletin status`` does."""
        bad = [one for one in self.sites if one.problems]
        outcomes = [Outcome.INCOMPLETE if one.outcome in WELL else one.outcome for one in bad]
        return worst_outcome([*outcomes, *(problem.outcome for problem in self.problems)])

    def report(self) -> Report:
        """Return what the metrics are written from."""
        return Report(self.sites, self.archive, self.problems, self.outcome.code, self.as_of, only_read=True)


class _Known(NamedTuple):
    """The state of a site, what its files were then, and when it was read."""

    status: SiteStatus | None
    problem: Problem | None
    stamp: tuple[int, ...]
    at: float


class StatesReader:
    """Reads the states of an archive, in a thread of its own."""

    def __init__(self, layout: Layout, now: Callable[[], dt.datetime]) -> None:
        self.layout, self.now = layout, now
        self._known: dict[str, _Known] = {}
        self._states: States | None = None
        self._reading = threading.Lock()
        self._finished = threading.Event()
        self._looked = float("-inf")

    def states(self, patience: float = _PATIENCE) -> States:
        """Return what is known; the first call waits ``patience`` seconds, and may get a part of the sites.

        Raises ``OSError`` if the archive cannot be read.
        """
        self.follow_soon()
        if self._states is None:
            self._finished.wait(patience)
        return self._states or self._assembled(crawled_sites(self.layout))

    def follow_soon(self) -> None:
        """Read in another thread what has changed, if the last look was some seconds ago."""
        if time.monotonic() - self._looked >= _PAUSE and not self._reading.locked():
            self._looked = time.monotonic()
            threading.Thread(target=self._follow, name="states of sites", daemon=True).start()

    def _follow(self) -> None:
        try:
            self.read()
        except (
            BulletinSpiderError,
            OSError,
        ) as error:  # the next request tries again, and shows the fault itself
            logger.warning("the states of sites cannot be read: %s", error)
        finally:
            self._finished.set()

    def read(self) -> States:
        """Read what has changed, and return the states."""
        with self._reading:
            sites = crawled_sites(self.layout)
            for site in sites:
                stamp, known = _stamp(self.layout, site), self._known.get(site)
                if known is None or known.stamp != stamp or time.monotonic() - known.at > _STALE:
                    self._known[site] = self._site(site, stamp)
            self._known = {site: self._known[site] for site in sites}
            self._states = self._assembled(sites)
            self._looked = time.monotonic()
            return self._states

    def _site(self, site: str, stamp: tuple[int, ...]) -> _Known:
        """Read a site. What goes wrong with it is its problem, and hides no other site."""
        status, text = None, ""
        try:
            status = site_status(self.layout, site, self.now())
            if not (status and status.channels) and has_unread_records(self.layout, site):
                text = "no run record of it can be read"
        except (BulletinSpiderError, OSError) as error:
            text = f"its state cannot be read: {reason(error, self.layout.root)}"
        problem = Problem(site, text, f"{PROGRAM} verify --site {site}", Outcome.ERROR) if text else None
        return _Known(status, problem, stamp, time.monotonic())

    def _assembled(self, sites: Sequence[str]) -> States:
        known = [(site, self._known[site]) for site in sites if site in self._known]
        found = [one.status for _, one in known if one.status]
        archive, problems = archive_status(self.layout, [one.growth for one in found], sites, only_read=True)
        problems = [one._replace(text=relative_paths(one.text, self.layout.root)) for one in problems]
        problems += [one.problem for _, one in known if one.problem]
        begun = [site for site, one in known if not (one.status or one.problem)]
        return States(self.now(), found, begun, archive, problems, len(known), len(sites))


def _stamp(layout: Layout, site: str) -> tuple[int, ...]:
    """Return numbers that change when a run of the site ends, or a person decides something about it."""
    stamps = []
    for path in (layout.head(site), layout.index(site), layout.root / "logs" / site):
        try:
            state = path.stat()
        except OSError:
            stamps += [0, 0]
        else:
            stamps += [state.st_mtime_ns, state.st_ino]
    return tuple(stamps)
