"""Say how a cluster does: its workers, its queue and its timetable, and what of them needs a person.

``bulletin_spider/cluster/database/state.py`` reads it from the database. All spans are by the clock of the database.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.operations.reporting.archive_status import Problem
from bulletin_spider.operations.reporting.moments import minute_text
from bulletin_spider.operations.reporting.site_status import duration_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

CLUSTER = "cluster"
"""The subject of problems that are of no site."""
_ALONE = 3
"""Sites that are said one by one though they failed for the same reason. A store that is away fails thousands."""


class WorkerStatus(NamedTuple):
    """A process that visits sites."""

    host: str
    pid: int
    slots: int
    """Sites that it visits at the same time."""
    version: str
    """Of this program."""
    started: dt.datetime
    heard: dt.datetime
    """When it gave the last sign of life."""
    is_alive: bool
    """Whether that is so recent that the others count on it."""
    visits: Sequence[str]
    """The sites that it visits now."""

    def __str__(self) -> str:
        """Return how people find it."""
        return f"{self.host} (process {self.pid})"

    def as_json(self) -> dict[str, Any]:
        """Return what ``status --json`` prints of it; ``visits`` is their number."""
        same = self._asdict() | {"started": _iso(self.started), "heard": _iso(self.heard)}
        return same | {"visits": len(self.visits)}


class FailedVisits(NamedTuple):
    """The last visits of a site left no record."""

    times: int
    """Visits in a row."""
    at: dt.datetime
    """When the last of them ended."""
    host: str
    """The machine on which it was; empty if it is not known any more."""
    reason: str
    is_dead: bool
    """Whether nothing tries it again before its next turn in the timetable: it is a dead letter."""

    def __str__(self) -> str:
        """Return a sentence."""
        visits = "the last visit" if self.times == 1 else f"the last {self.times} visits"
        where = f" on {self.host}" if self.host else ""
        last = ", the last one" if self.times > 1 else ""
        return f"{visits} left no record{last} at {minute_text(self.at)}{where}: {self.reason}"


class SiteVisits(NamedTuple):
    """Where the visits of a site are."""

    interval: int | None = None
    """Seconds between two visits; None if it is not visited."""
    due: dt.datetime | None = None
    """When the timetable has it next; None if no worker has entered it yet."""
    is_visited: bool = False
    """Whether a visit of it has left a record."""
    waits_since: dt.datetime | None = None
    """Since when a visit waits in the queue for a slot; None if none does."""
    again_at: dt.datetime | None = None
    """When a visit that has failed, or met another run, is tried again."""
    runs_since: dt.datetime | None = None
    failed: FailedVisits | None = None

    def overdue_since(self, now: dt.datetime) -> dt.datetime | None:
        """Return since when a visit should run, if that is longer ago than the interval; else None.

        A first visit takes up to half an hour: thousands of them may wait for days, and each waits but once.
        """
        if self.interval is None or self.runs_since or (self.waits_since and not self.is_visited):
            return None
        since = self.waits_since or self.due
        return since if since and (now - since).total_seconds() > self.interval else None

    def as_json(self, worker: WorkerStatus | None) -> dict[str, Any]:
        """Return what ``status --json`` prints of it; ``worker`` is the one that visits it now."""
        failed = self.failed and self.failed._asdict() | {"at": _iso(self.failed.at)}
        moments = {
            name: _iso(getattr(self, name)) for name in ("due", "waits_since", "again_at", "runs_since")
        }
        return {"interval": self.interval} | moments | {"runs_on": worker and str(worker), "failed": failed}


@dataclass
class ClusterStatus:
    """The state of a cluster at one moment."""

    database: str
    """The address of its database, without a password."""
    now: dt.datetime
    workers: Sequence[WorkerStatus]
    intervals: Mapping[str, int | None]
    """Site → seconds between two visits, None: not visited; the empty name is that of all other sites."""
    sites: Mapping[str, SiteVisits]
    """Those in the timetable, in the queue, or with failed visits; by name."""
    daily_faults: Mapping[str, str] = field(default_factory=dict)
    """What is done once a day, such as ``pack``, and failed the last time → how it failed."""

    @cached_property
    def alive(self) -> Sequence[WorkerStatus]:
        """The workers that the others count on."""
        return [one for one in self.workers if one.is_alive]

    @cached_property
    def worker_of(self) -> Mapping[str, WorkerStatus]:
        """Site → the worker that visits it now, be it alive or not."""
        return {site: worker for worker in self.workers for site in worker.visits}

    @cached_property
    def running(self) -> int:
        """Visits of workers that are alive."""
        return sum(len(one.visits) for one in self.alive)

    @cached_property
    def lost(self) -> int:
        """Visits whose worker gives no sign of life: another worker puts them back into the queue."""
        return sum(one.runs_since is not None for one in self.sites.values()) - self.running

    @cached_property
    def waiting(self) -> Mapping[str, dt.datetime]:
        """Site → since when its visit waits for a slot; the longest first."""
        waits = [(one.waits_since, site) for site, one in self.sites.items() if one.waits_since]
        return {site: since for since, site in sorted(waits)}

    @cached_property
    def waiting_first_visits(self) -> int:
        """How many of those that wait are first visits."""
        return sum(not self.sites[site].is_visited for site in self.waiting)

    @cached_property
    def oldest_wait(self) -> float:
        """Seconds since when the first of those that wait does; 0 if none waits."""
        return max(((self.now - since).total_seconds() for since in self.waiting.values()), default=0.0)

    @cached_property
    def later(self) -> int:
        """Visits that are tried again after a pause."""
        return sum(one.again_at is not None for one in self.sites.values())

    @cached_property
    def entered(self) -> Mapping[str, dt.datetime]:
        """Site → when it is due next: the sites that the timetable has; the earliest first."""
        moments = [(one.due, site) for site, one in self.sites.items() if one.due]
        return {site: due for due, site in sorted(moments)}

    @cached_property
    def due(self) -> int:
        """Sites that are due, and of which no visit is in the queue yet."""
        return sum(due <= self.now for due in self.entered.values())

    @cached_property
    def overdue(self) -> Mapping[str, dt.datetime]:
        """Site → since when a visit should run, if that is longer ago than its interval; the longest first."""
        moments = [
            (since, site) for site, one in self.sites.items() if (since := one.overdue_since(self.now))
        ]
        return {site: since for since, site in sorted(moments)}

    @cached_property
    def failed(self) -> Mapping[str, FailedVisits]:
        """Site → its failed visits; by name."""
        return {site: one.failed for site, one in sorted(self.sites.items()) if one.failed}

    @cached_property
    def dead(self) -> Sequence[str]:
        """The sites that are dead letters, by name."""
        return [site for site, one in self.failed.items() if one.is_dead]

    @property
    def is_scheduled(self) -> bool:
        """Whether the timetable visits any site."""
        return any(self.intervals.values())

    def interval_of(self, site: str) -> int | None:
        """Return the seconds between two visits of a site; None if it is not visited."""
        return self.intervals.get(site, self.intervals.get(""))

    def site(self, site: str) -> SiteVisits:
        """Return where the visits of a site are."""
        return self.sites.get(site) or SiteVisits(self.interval_of(site))

    @cached_property
    def of_all(self) -> dict[str, Any]:
        """What ``status --json`` prints of the cluster as a whole."""
        return {
            "database": self.database,
            "unread": None,
            "as_of": _iso(self.now),
            "workers": [one.as_json() for one in self.workers],
            "running": self.running,
            "lost": self.lost,
            "waiting": len(self.waiting),
            "waiting_first_visits": self.waiting_first_visits,
            "waiting_since": _iso(next(iter(self.waiting.values()), None)),
            "later": self.later,
            "interval": self.intervals.get(""),
            "sites": len(self.entered),
            "due": self.due,
            "next_due": _iso(next(iter(self.entered.values()), None)),
            "overdue": len(self.overdue),
            "failed": len(self.failed),
            "dead": len(self.dead),
            "daily_faults": dict(self.daily_faults),
        }

    def as_json(self, site: str) -> dict[str, Any]:
        """Return what ``status --json`` prints on the line of a site."""
        return self.of_all | {"site": self.site(site).as_json(self.worker_of.get(site))}

    def problems(self, named: Collection[str] = ()) -> Iterator[Problem]:
        """Yield what needs a person; of some sites only, if they are ``named``."""
        if not self.alive:
            yield Problem(CLUSTER, self._silence(), f"on each machine: {PROGRAM} worker", Outcome.INCOMPLETE)
        elif overdue := {site: since for site, since in self.overdue.items() if not named or site in named}:
            yield self._overdue_problem(overdue)
        if not named or all(self.interval_of(site) is None for site in named):
            yield from self._timetable_problems()
        if not named:
            yield from self._version_problems()
            for task, fault in self.daily_faults.items():
                yield Problem(CLUSTER, fault, f"look: {PROGRAM} {task}", Outcome.INCOMPLETE)
        for sites in self.alike([site for site in self.dead if not named or site in named]):
            if len(sites) > 1:
                todo = f"once that is mended: {PROGRAM} retry --all"
                yield Problem(CLUSTER, self.failures_text(sites), todo, Outcome.ERROR)
            else:
                todo = f"look: {PROGRAM} doctor {sites[0]}; then {PROGRAM} retry {sites[0]}"
                yield Problem(sites[0], str(self.failed[sites[0]]), todo, Outcome.ERROR)

    def alike(self, sites: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield the sites whose visits have failed: many with the same reason together, each other one alone."""
        by_reason = defaultdict[str, list[str]](list)
        for site in sites:
            by_reason[self.failed[site].reason].append(site)
        for found in by_reason.values():
            yield from [found] if len(found) > _ALONE else ([site] for site in found)

    def failures_text(self, sites: Sequence[str]) -> str:
        """Return a sentence about sites whose visits have failed for the same reason."""
        last = max((self.failed[site] for site in sites), key=lambda one: one.at)
        names = f"{', '.join(sites[:_ALONE])} and {len(sites) - _ALONE:,} more"
        where = f" on {last.host}" if last.host else ""
        visits = f"the last visits of {len(sites):,} sites left no record ({names})"
        return f"{visits}, the last one at {minute_text(last.at)}{where}: {last.reason}"

    def _silence(self) -> str:
        if not self.workers:
            return "no worker is there, so no site is visited"
        span = (self.now - max(one.heard for one in self.workers)).total_seconds()
        return f"no worker has given a sign of life for {duration_text(span)}, so no site is visited"

    def _overdue_problem(self, overdue: Mapping[str, dt.datetime]) -> Problem:
        site, since = next(iter(overdue.items()))
        sites = "1 site is" if len(overdue) == 1 else f"{len(overdue):,} sites are"
        text = f"{sites} overdue by more than the interval, {site} since {minute_text(since)}"
        todo = "start more workers, or visit less often"
        if not any(self.sites[site].waits_since for site in overdue):
            text, todo = f"{text}: nothing puts the visits into the queue", "read what the workers print"
        return Problem(CLUSTER, text, todo, Outcome.INCOMPLETE)

    def _timetable_problems(self) -> Iterator[Problem]:
        if not self.is_scheduled:
            todo = f"set it: {PROGRAM} schedule --cluster --every 2h"
            yield Problem(CLUSTER, "the timetable is empty, so no site is visited", todo, Outcome.USAGE)

    def _version_problems(self) -> Iterator[Problem]:
        hosts = defaultdict[str, set[str]](set)
        for one in self.alive:
            hosts[one.version].add(one.host)
        if len(hosts) > 1:
            each = "; ".join(
                f"{version} on {', '.join(sorted(found))}" for version, found in sorted(hosts.items())
            )
            todo = "install the same version everywhere, and start the workers again"
            text = f"the workers are of different versions: {each}"
            yield Problem(CLUSTER, text, todo, Outcome.INCOMPLETE)


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else None
