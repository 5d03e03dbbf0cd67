"""Take everything away from a cluster, one thing after the other, and see that it goes on and loses nothing."""

from __future__ import annotations

import random
import time
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks.cluster_hours import end_faults, shares
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import wait_until
from tests.cluster.running import UNUSED, Cluster
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SITES = 40
_INTERVAL = 30
"""Seconds between two visits of a site: there is always something to do."""
_RESUMED = 90.0
"""Seconds after the end of a fault in which work must go on."""
_FIRST_VISITS = 300.0
_LAST = 900.0
"""Seconds for what the faults have left behind: sites are tried again after 60 and 300 seconds."""
_CHILDREN = 10.0
"""Seconds in which crawls end whose worker was killed."""
_PUBLISHING = 0.3
"""The share of the sites that publish a bulletin at each step."""


class Faults:
    """The faults, and what was measured after each."""

    def __init__(self, cluster: Cluster, chance: random.Random) -> None:
        self.cluster, self.chance = cluster, chance
        self.broken: list[str] = []
        self.disturbed: set[str] = set()
        """The machines that were stopped or cut off: their last request may come when another run has the site."""

    def all(self, kills: int) -> None:
        """Do everything: the kills in equal parts, with one of the other faults after each part."""
        others = [*self._others()]
        part = max(1, kills // len(others))
        for number in range(kills):
            self.kill()
            if others and number % part == part // 2:
                self.other(*others.pop(0))
        for name, fault in others:
            self.other(name, fault)

    def kill(self) -> None:
        """Kill a worker at a random moment; its crawls must end too. A part of its machines lose power at all."""
        time.sleep(self.chance.uniform(0.2, 4.0))
        self.publish()
        machine = self.chance.choice(self.cluster.machines)
        if not machine.works:
            self.broken.append(f"{machine.contact} ended by itself: {machine.said()[-1000:]}")
        if self.chance.random() < 0.25:
            machine.kill_all()
        else:
            machine.kill_worker()
            self._wait(lambda: not machine.processes(), f"the crawls of {machine.contact} end", _CHILDREN)
        time.sleep(self.chance.choice((0.0, 0.5, 3.0)))
        machine.start_worker()

    def other(self, name: str, fault: Callable[[], None]) -> None:
        """Cause another fault, and measure when work goes on after it."""
        fault()
        ended = time.monotonic()
        waited = self._wait(lambda: self.cluster.visits(since=ended) > 0, f"work after: {name}", _RESUMED)
        print(f"{name}: the next visit began after {waited:.1f} s", flush=True)
        self.publish()

    def publish(self) -> None:
        """Let some sites publish."""
        for name in self.cluster.sites.names:
            if self.chance.random() < _PUBLISHING:
                self.cluster.sites.publish(name)

    def see_all_work(self) -> None:
        """See that the worker of each machine visits sites."""
        begun = time.monotonic()
        for machine in self.cluster.machines:
            self._wait(
                lambda one=machine: self.cluster.visits(one, begun) > 0, f"{machine.contact} works", _RESUMED
            )  # type: ignore[misc]
        print(f"all machines work at the end: after {time.monotonic() - begun:.1f} s", flush=True)

    def _others(self) -> Iterator[tuple[str, Callable[[], None]]]:
        for away in (2, 15, 60):
            yield f"the database away for {away} s", lambda away=away: self.cluster.postgres.restart(away)  # type: ignore[misc]
        yield "the store away for 30 s", self._store_away
        yield "a machine cut off from the database for 90 s", self._cut_off
        yield "a machine suspended for 180 s", self._suspend

    def _store_away(self) -> None:
        self.cluster.store.cut()
        time.sleep(30)
        self.cluster.store.resume()

    def _cut_off(self) -> None:
        number = self.chance.randrange(len(self.cluster.machines))
        self._with_one_less(
            number, 90, self.cluster.databases[number].stall, self.cluster.databases[number].resume
        )

    def _suspend(self) -> None:
        number = self.chance.randrange(len(self.cluster.machines))
        machine = self.cluster.machines[number]
        self._with_one_less(number, 180, machine.freeze, machine.thaw)

    def _with_one_less(
        self, number: int, seconds: float, begin: Callable[[], None], end: Callable[[], None]
    ) -> None:
        """Let the others work alone for a while; then the machine must work again too."""
        machine = self.cluster.machines[number]
        self.disturbed.add(machine.contact)
        begin()
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            time.sleep(10)
            self.publish()
        others = [one for one in self.cluster.machines if one is not machine]
        if not sum(self.cluster.visits(one, begun + _RESUMED / 2) for one in others):
            self.broken.append(f"no other machine worked while {machine.contact} did not")
        end()
        ended = time.monotonic()
        waited = self._wait(
            lambda: self.cluster.visits(machine, ended) > 0, f"{machine.contact} again", _RESUMED
        )
        print(f"{machine.contact} visits again after {waited:.1f} s", flush=True)

    def _wait(self, condition: Callable[[], bool], what: str, limit: float) -> float:
        try:
            return wait_until(condition, what, limit)
        except AssertionError as error:
            self.broken.append(str(error))
            print(f"broken: {error}", flush=True)
            return limit


def kills(place: Path, options: argparse.Namespace) -> list[str]:
    """Cause the faults, and return the rules that were broken."""
    print(f"seed {options.seed}")
    sites = DistrictSites(options.sites or _SITES, seed=options.seed)
    cluster = Cluster(place, sites, f"s3://{BUCKET}/kills", options.workers)
    with sites, closing(cluster):
        cluster.prepare()
        cluster.visit_every(UNUSED)
        cluster.start()
        cluster.wait_for_first_visits(_FIRST_VISITS)
        cluster.visit_every(_INTERVAL)
        cluster.wait_for_timetable(_INTERVAL)
        faults, begun = Faults(cluster, random.Random(options.seed)), time.monotonic()  # noqa: S311
        faults.all(options.kills)
        print(f"{options.kills} kills and 6 other faults in {time.monotonic() - begun:.0f} s", flush=True)
        faults.see_all_work()
        waited = cluster.wait_for_all_bulletins(_LAST)
        codes = cluster.stop()
        broken = faults.broken + end_faults(cluster)
        broken += [f"a worker ended with {code}" for code in codes if code]
        late = [one for one in sites.overlaps if one.machines[0] in faults.disturbed]
        broken += [f"{one.site} overlapped: {one.machines}" for one in sites.overlaps if one not in late]
        print(
            f"{sum(len(sites.published(name)) for name in sites.names)} bulletins, the last one archived {waited:.0f} s"
            f" after the last fault; {len(sites.overlaps)} requests beside another run, {len(late)} of them by machines"
            f" that had been suspended or cut off; exit codes {codes}; {shares(cluster)}"
        )
        if broken:
            print(*(f"{machine.contact}: {machine.said()[-3000:]}" for machine in cluster.machines), sep="\n")
        return broken
