"""Say what ``status`` has to know of the cluster: workers, queue, timetable, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._cluster import archive_in_store, check_cluster_libraries
from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.reporting.archive_status import Problem
from bulletin_spider.operations.reporting.cluster_status import CLUSTER
from bulletin_spider.operations.reporting.moments import minute_text
from bulletin_spider.operations.reporting.site_status import duration_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from bulletin_spider.operations.reporting.cluster_status import ClusterStatus, WorkerStatus

_NAMED = 5
"""Sites that the line of a worker names; it may visit dozens."""
_SOON = 90
"""Seconds up to which a span is said in seconds: a worker gives a sign of life every ten."""


def cluster_reader(settings: Mapping[str, Any]) -> Callable[[], ClusterStatus] | None:
    """Return what reads the state of the cluster; None if the settings name none.

    It raises ``RunFault`` if the state cannot be read, or a setting is wrong.
    """
    return (lambda: _read(settings)) if (settings["DATABASE"] or "").strip() else None


def _read(settings: Mapping[str, Any]) -> ClusterStatus:
    check_cluster_libraries()
    from bulletin_spider.cluster.database.connection import cluster_address  # noqa: PLC0415 - of an extra
    from bulletin_spider.cluster.database.state import cluster_status  # noqa: PLC0415

    return cluster_status(cluster_address(settings), archive_in_store(settings))


class ClusterReport:
    """The cluster as ``status`` shows it; nothing if the settings name none. Only what concerns ``named`` sites."""

    def __init__(self, settings: Mapping[str, Any], named: Collection[str]) -> None:
        self.named = dict.fromkeys(named)
        self.status: ClusterStatus | None = None
        self.fault: RunFault | None = None
        if read := cluster_reader(settings):
            try:
                self.status = read()
            except RunFault as fault:
                self.fault = fault

    def problems(self) -> Iterator[Problem]:
        """Yield what needs a person."""
        if self.fault:
            text, _, todo = str(self.fault).rpartition("; ")
            yield Problem(CLUSTER, text or todo, todo if text else "", self.fault.outcome)
        if self.status:
            yield from self.status.problems(self.named)

    def as_json(self, site: str) -> dict[str, Any]:
        """Return the key ``cluster`` for the line of a site; nothing if there is no cluster."""
        if self.fault:
            return {"cluster": {"unread": str(self.fault)}}
        return {"cluster": self.status.as_json(site)} if self.status else {}

    def lines(self) -> Iterator[str]:
        """Yield the lines for a person."""
        if not self.status:
            return
        if self.named:
            yield from (f"{site}: {_site_text(self.status, site)}" for site in self.named)
        else:
            yield from _cluster_lines(self.status)
        failed = [
            site
            for site, one in self.status.failed.items()
            if not one.is_dead and (not self.named or site in self.named)
        ]
        yield from (self._failure_text(self.status, sites) for sites in self.status.alike(failed))

    @staticmethod
    def _failure_text(status: ClusterStatus, sites: Sequence[str]) -> str:
        """Return the line about sites whose visits have failed, and are tried again."""
        if len(sites) > 1:
            return f"{CLUSTER}: {status.failures_text(sites)}; they are tried again"
        again = status.site(sites[0]).again_at
        text = f"{sites[0]}: {status.failed[sites[0]]}"
        return f"{text}; it is tried again at {minute_text(again)}" if again else text


def _cluster_lines(status: ClusterStatus) -> Iterator[str]:
    hosts, slots = {one.host for one in status.alive}, sum(one.slots for one in status.alive)
    workers = (
        f"{_count(len(status.alive), 'worker')} on {_count(len(hosts), 'machine')}, {_count(slots, 'slot')}"
    )
    yield f"cluster {status.database}: {workers if status.alive else 'no worker'}"
    yield from (f"  {_worker_text(status, one)}" for one in status.workers)
    yield f"  queue: {_queue_text(status)}"
    yield f"  timetable: {_timetable_text(status)}"


def _worker_text(status: ClusterStatus, worker: WorkerStatus) -> str:
    span = _span((status.now - worker.heard).total_seconds())
    heard = f"heard {span} ago" if worker.is_alive else f"no sign of life for {span}"
    shown, more = worker.visits[:_NAMED], len(worker.visits) - _NAMED
    names = f": {', '.join(shown)}{f' and {more} more' if more > 0 else ''}" if shown else ""
    own = f", version {worker.version}" if len({one.version for one in status.workers}) > 1 else ""
    return f"{worker}{own}: {heard}; visits {len(worker.visits)} of {worker.slots}{names}"


def _queue_text(status: ClusterStatus) -> str:
    waiting = len(status.waiting)
    text = "no visit waits"
    if waiting:
        wait = "1 visit waits" if waiting == 1 else f"{waiting:,} visits wait"
        first = status.waiting_first_visits
        of_them = f" ({first:,} of a site never visited before)" if first else ""
        text = f"{wait}{of_them}, the longest for {_span(status.oldest_wait)}"
    text += f"; {status.running:,} run"
    if status.lost:
        text += f"; {status.lost:,} lost their worker"
    return f"{text}; {status.later:,} are tried again later" if status.later else text


def _timetable_text(status: ClusterStatus) -> str:
    if not status.is_scheduled:
        return "empty"
    own = sum(bool(site) for site in status.intervals)
    text = f"{'all other' if own else 'all'} sites {_every(status.intervals.get(''))}"
    text += f", {_count(own, 'site')} of {'its' if own == 1 else 'their'} own" if own else ""
    text += f"; {_count(len(status.entered), 'site')}, {status.due:,} due"
    following = next((due for due in status.entered.values() if due > status.now), None)
    return f"{text}, the next at {minute_text(following)}" if following else text


def _site_text(status: ClusterStatus, site: str) -> str:
    """Return how often a site is visited, and where its visits are."""
    one, worker = status.site(site), status.worker_of.get(site)
    parts = [f"visited {_every(one.interval)}" if one.interval else "not in the timetable"]
    if one.due:
        parts.append(f"due at {minute_text(one.due)}")
    if one.waits_since:
        parts.append(f"a visit waits for {_span((status.now - one.waits_since).total_seconds())}")
    if one.runs_since:
        ran = _span((status.now - one.runs_since).total_seconds())
        parts.append(f"a visit runs for {ran}{f' on {worker}' if worker else ''}")
    return "; ".join(parts)


def _every(seconds: int | None) -> str:
    return f"every {duration_text(seconds)}" if seconds else "never"


def _span(seconds: float) -> str:
    return f"{max(seconds, 0):.0f} s" if seconds < _SOON else duration_text(seconds)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
