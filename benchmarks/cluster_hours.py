"""Simulated hours of a cluster without faults: each site is visited in each cycle, by one run at a time."""

from __future__ import annotations

import random
import time
from contextlib import closing
from typing import TYPE_CHECKING

from tests.cluster.checks import doubled
from tests.cluster.districts import DistrictSites
from tests.cluster.running import UNUSED, Cluster
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_SITES = 200
_FIRST_VISITS = 900.0
"""Seconds for the first visits, which take about two seconds of CPU time each: each has a process of its own."""
_LATE = 25.0
"""Seconds after which a site that is due has to be visited: the timetable is read every ten."""
_NEWS = 0.5
"""Bulletins that a site publishes in a cycle."""


def hours(place: Path, options: argparse.Namespace) -> list[str]:
    """Run the cycles, and return the rules that were broken."""
    chance, count = random.Random(options.seed), options.sites or _SITES  # noqa: S311
    sites = DistrictSites(count, seed=options.seed)
    cluster = Cluster(place, sites, f"s3://{BUCKET}/hours", options.workers)
    with sites, closing(cluster):
        cluster.prepare()
        cluster.visit_every(UNUSED)
        begun = time.monotonic()
        cluster.start()
        cluster.wait_for_first_visits(_FIRST_VISITS)
        print(
            f"{count} first visits by {options.workers} workers: {time.monotonic() - begun:.0f} s", flush=True
        )
        cluster.visit_every(options.seconds)
        begun = time.monotonic()
        published = _publish(sites, chance, begun + options.cycles * options.seconds, _NEWS / options.seconds)
        found = sites.visits(begun, begun + options.cycles * options.seconds + _LATE)
        pause = sites.longest_pause(begun, time.monotonic())
        cluster.wait_for_all_bulletins()
        codes = cluster.stop()
        broken = end_faults(cluster)
        broken += [f"a worker ended with {code}" for code in codes if code]
        broken += [f"{name} overlapped: {machines}" for name, machines, _ in sites.overlaps]
        broken += [f"{name}: {visits} visits" for name, visits in found.items() if visits < options.cycles]
        print(
            f"{options.cycles} cycles of {options.seconds} s: {min(found.values())} to {max(found.values())} visits a"
            f" site, at most {pause:.0f} s between two; {published} bulletins published meanwhile;"
            f" {len(sites.overlaps)} overlapping runs; exit codes {codes}; {shares(cluster)}"
        )
        return broken


def _publish(sites: DistrictSites, chance: random.Random, until: float, rate: float) -> int:
    """Publish ``rate`` bulletins a second at each site until a moment; then wait for the visits that are late."""
    published = 0
    while time.monotonic() < until:
        for name in sites.names:
            if chance.random() < rate:
                sites.publish(name)
                published += 1
        time.sleep(1.0)
    time.sleep(_LATE)
    return published


def end_faults(cluster: Cluster) -> list[str]:
    """Return what is wrong with the archive and the queue at the end."""
    verified = cluster.operator.bulletin("verify")
    print(f"verify: {verified.out.splitlines()[-1]}")
    broken = [f"verify ended with {verified.code}: {verified.out}{verified.err}"] if verified.code else []
    broken += doubled(cluster.operator, cluster.sites)
    left = [number for machine in cluster.machines for number in machine.processes()]
    broken += [f"the process {number} is left" for number in left]
    for site, count, reason in cluster.ask("SELECT site, count, reason FROM failures"):
        print(f"failure: {site} {count} {reason}")
    return broken


def shares(cluster: Cluster) -> str:
    """Return how many visits each machine has made."""
    visits = [cluster.visits(machine) for machine in cluster.machines]
    return "visits by machine: " + ", ".join(map(str, visits))
