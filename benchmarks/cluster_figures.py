"""What a cluster costs: visits a second with more workers, a cycle without news, and what jobs leave behind."""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.cluster_hours import end_faults
from benchmarks.counting_proxy import CountingProxy
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import wait_until
from tests.cluster.running import Cluster
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_SITES = 120
_WORKERS = (1, 2, 4)
_JOBS = 6
"""Slots of a worker in ``scaling``: visits wait for their sites, so that slots and not cores are what is short."""
_PAUSE, _DELAY = 0.3, 1.0
"""Seconds of an answer of a site, and between two requests to it, as usual on the web."""
_LONG = 3600.0
_WRITTEN = """
SELECT regexp_replace(relname, '_[0-9]+$', '') AS "table", sum(n_tup_ins + n_tup_upd + n_tup_del)::int
FROM pg_stat_user_tables GROUP BY 1 HAVING sum(n_tup_ins + n_tup_upd + n_tup_del) > 0 ORDER BY 1
"""
"""Table → rows inserted, updated and deleted; the parts of a table of the index are one."""


class Cycle(NamedTuple):
    """What one cycle of all sites has cost."""

    wall: float
    """Seconds from the beginning of the first visit to the end of the last one."""
    cpu: float
    """CPU seconds of the workers and their crawls."""
    visits: int


def scaling(place: Path, options: argparse.Namespace) -> list[str]:
    """Measure the same cycle with more and more workers."""
    sites = DistrictSites(options.sites or _SITES, pause=_PAUSE, delay=_DELAY)
    cluster = Cluster(place, sites, f"s3://{BUCKET}/scaling", max(_WORKERS))
    with sites, closing(cluster):
        _archive_once(cluster)
        print(f"{'workers':>7} {'visits':>6} {'wall s':>7} {'jobs/s':>7} {'CPU s':>7} {'CPU ms/job':>10}")
        for count in _WORKERS:
            for machine in cluster.machines[:count]:
                if not machine.works:
                    machine.start_worker("--jobs", str(_JOBS))
            found = _cycle(cluster)
            print(
                f"{count:7} {found.visits:6} {found.wall:7.1f} {found.visits / found.wall:7.2f} {found.cpu:7.1f}"
                f" {1000 * found.cpu / found.visits:10.0f}",
                flush=True,
            )
        codes = cluster.stop()
        return [f"a worker ended with {code}" for code in codes if code] + end_faults(cluster)


def idle(place: Path, options: argparse.Namespace) -> list[str]:
    """Measure one cycle of many sites without news, which are all due at once."""
    sites, proxy = DistrictSites(options.idle), CountingProxy(os.environ["AWS_ENDPOINT_URL"])
    os.environ["AWS_ENDPOINT_URL"] = proxy.endpoint
    cluster = Cluster(place, sites, f"s3://{BUCKET}/idle", 2)
    with sites, closing(cluster):
        _archive_once(cluster)
        cluster.start()
        requests = sites.requests
        cluster.ask("SELECT pg_stat_reset()")
        proxy.take()
        found = _cycle(cluster)
        traffic = proxy.take()
        transactions = cluster.ask("SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'")[0]
        written = dict(cluster.ask(_WRITTEN))
        codes = cluster.stop()
        left = cluster.ask("SELECT count(*) FROM procrastinate_jobs")[0]
        print(
            f"{options.idle} idle sites, 2 workers: {found.wall:.0f} s, {found.visits / found.wall:.1f} visits/s,"
            f" {1000 * found.cpu / found.visits:.0f} ms CPU a visit"
        )
        print(
            f"requests to the sites: {sites.requests - requests}; to the store: {dict(traffic.requests)},"
            f" {(traffic.sent + traffic.received) / 1e6:.1f} MB"
        )
        print(f"database: {transactions} transactions, {left} jobs left; rows written: {written}")
        return [f"a worker ended with {code}" for code in codes if code] + end_faults(cluster)


def _archive_once(cluster: Cluster) -> None:
    """Visit each site for the first time with a sweep, which needs no process of its own for each."""
    begun = time.monotonic()
    ended = cluster.operator.bulletin("sweep", "--jobs", "32", limit=_LONG)
    assert ended.code == 0, ended.out[-2000:] + ended.err[-2000:]
    print(f"first visits by a sweep: {time.monotonic() - begun:.0f} s", flush=True)
    cluster.prepare()


def _cycle(cluster: Cluster) -> Cycle:
    """Let every site be due now, and return what their visits have cost."""
    sites, machines = cluster.sites, [machine for machine in cluster.machines if machine.works]
    cpu = sum(machine.cpu_seconds() for machine in machines)
    begun = time.monotonic()
    cluster.visit_now()
    wait_until(
        lambda: min(sites.visits(begun, float("inf")).values()) > 0 and cluster.is_idle(), "a cycle", _LONG
    )
    visits = [visit for one in sites.districts.values() for visit in one.visits if visit.begun >= begun]
    wall = max(visit.ended for visit in visits) - min(visit.begun for visit in visits)
    return Cycle(wall, sum(machine.cpu_seconds() for machine in machines) - cpu, len(visits))
