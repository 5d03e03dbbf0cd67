"""Keep the state of every site as ``bulletin status`` says it, and follow the runs.

A site is read again when its run records have changed, and after some minutes in any case: a silence grows without a
run. A page never waits for it, and shows what is known.
"""

from __future__ import annotations

import heapq
import logging
import math
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.archived_sites import head_states
from bulletin_spider.exceptions import BulletinSpiderError
from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.archive_status import archive_status
from bulletin_spider.operations.reporting.prometheus import Report
from bulletin_spider.operations.reporting.site_status import crawled_sites
from bulletin_spider.statuses import WELL, Outcome
from bulletin_spider.web.faults import relative_paths
from bulletin_spider.web.health.reading_states import MANY, SiteState, read_states
from bulletin_spider.web.site_account.state import STATES, state_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.operations.reporting.archive_status import ArchiveStatus, Problem
    from bulletin_spider.operations.reporting.site_status import SiteStatus

logger = logging.getLogger(__name__)

_PAUSE = 10.0
"""Seconds after which a request makes the thread look for runs that have ended: three looks at the files of each site,
0.3 s for 3,000 sites."""
_STALE = 600.0
"""Seconds after which a site is read again without a run: what changes by itself is counted in days and hours."""
_AGING = _STALE / 2
"""Seconds after which it may be read again, so that all are not read at once: each look reads the oldest of them, so
many that it reads all within the other half."""
_PATIENCE = 1.0
"""Seconds that the first request waits for the sites, if they are few."""
_SHOWN = 0.5
"""Seconds between two moments at which a page sees more of the sites that are being read for the first time: to list
3,000 takes 3 ms."""


@dataclass(frozen=True)
class States:
    """What is known at one moment; many pages show it."""

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

    @cached_property
    def by_site(self) -> Mapping[str, SiteStatus]:
        """Return the status of each site of which a run has ended."""
        return {one.site: one for one in self.sites}

    @cached_property
    def by_state(self) -> Mapping[str, Sequence[SiteStatus]]:
        """Return the sites of each state, by name."""
        found: dict[str, list[SiteStatus]] = {state: [] for state in STATES}
        for one in self.sites:
            found[state_of(one)].append(one)
        return found

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

    state: SiteState
    stamp: tuple[int, ...]
    at: float


class StatesReader:
    """Reads the states of an archive, in a thread of its own."""

    def __init__(self, layout: Layout, now: Callable[[], dt.datetime]) -> None:
        self.layout, self.now = layout, now
        self._known: dict[str, _Known] = {}
        self._states: States | None = None
        self._reading = threading.Lock()
        self._answerable = threading.Event()
        self._looked = float("-inf")

    def states(self, patience: float = _PATIENCE) -> States:
        """Return what is known. The first calls may get a part of the sites; if they are few, it waits ``patience``.

        Raises ``OSError`` if the archive cannot be read.
        """
        self.follow_soon()
        if self._states is None:
            self._answerable.wait(patience)
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
            self._answerable.set()

    def read(self) -> States:
        """Read what has changed or is old, and return the states."""
        with self._reading:
            sites = crawled_sites(self.layout)
            if self._states is None and len(sites) > MANY:
                self._show(sites)
            heads = head_states(self.layout)
            stamps = {site: (*heads.get(site, ()), *_stamp(self.layout, site)) for site in sites}
            shown = time.monotonic()
            for site, state in read_states(self.layout, self._due(stamps), self.now()):
                self._known[site] = _Known(state, stamps[site], time.monotonic())
                if len(self._known) < len(sites) and time.monotonic() - shown > _SHOWN:
                    self._show(sites)
                    shown = time.monotonic()
            self._known = {site: self._known[site] for site in sites}
            self._looked = time.monotonic()
            return self._show(sites)

    def _due(self, stamps: Mapping[str, tuple[int, ...]]) -> list[str]:
        """Return the sites that are to be read: those that have changed, and a part of those that are getting old."""
        now, changed, aging = time.monotonic(), list[str](), list[tuple[float, str]]()
        for site, stamp in stamps.items():
            known = self._known.get(site)
            if known is None or known.stamp != stamp or now - known.at > _STALE:
                changed.append(site)
            elif now - known.at > _AGING:
                aging.append((known.at, site))
        most = math.ceil(len(stamps) * _PAUSE / (_STALE - _AGING))
        return [*changed, *(site for _, site in heapq.nsmallest(most, aging))]

    def _show(self, sites: Sequence[str]) -> States:
        """Let pages see what has been read until now."""
        self._states = self._assembled(sites)
        self._answerable.set()
        return self._states

    def _assembled(self, sites: Sequence[str]) -> States:
        known = [(site, self._known[site].state) for site in sites if site in self._known]
        found = [one.status for _, one in known if one.status]
        archive, problems = archive_status(self.layout, [one.growth for one in found], sites, only_read=True)
        problems = [one._replace(text=relative_paths(one.text, self.layout.root)) for one in problems]
        problems += [one.problem for _, one in known if one.problem]
        begun = [site for site, one in known if not (one.status or one.problem)]
        return States(self.now(), found, begun, archive, problems, len(known), len(sites))


def _stamp(layout: Layout, site: str) -> tuple[int, ...]:
    """Return numbers that change when a run of the site ends, or a person decides something about it."""
    stamps = []
    for path in (layout.index(site), layout.local_root / "logs" / site):
        try:
            state = path.stat()
        except OSError:
            stamps += [0, 0]
        else:
            stamps += [state.st_mtime_ns, state.st_ino]
    return tuple(stamps)
