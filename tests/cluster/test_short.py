"""Two workers lose one of them and the database for a while: every bulletin is published once, and both go on.

``benchmarks/cluster.py`` is the long form.
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cluster.checks import doubled
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import wait_until
from tests.cluster.running import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.s3, pytest.mark.crawl]


@pytest.fixture
def cluster(store: str, tmp_path: Path) -> Iterator[Cluster]:
    """Two machines and six sites; no worker runs yet."""
    with (
        DistrictSites(6, pause=0.05) as sites,
        closing(Cluster(tmp_path, sites, store, 2, variables={"BULLETIN_LEASE": "5"})) as made,
    ):
        yield made


def test_everything_is_published_once(cluster: Cluster) -> None:
    """The visit that is cut off by the kill comes again after a minute without a heartbeat."""
    sites, (one, other) = cluster.sites, cluster.machines
    cluster.prepare()
    cluster.visit_every(10)
    cluster.start()
    cluster.wait_for_visit(one)
    one.kill_worker()
    wait_until(lambda: not one.processes(), "the crawls of a dead worker end")
    cluster.postgres.restart(3)
    restarted = time.monotonic()
    one.start_worker()
    for name in sites.names:
        sites.publish(name, 2)
    cluster.wait_for_all_bulletins()
    for machine in (one, other):
        cluster.wait_for_visit(machine, restarted)
    status = cluster.operator.bulletin("status")
    assert status.code == 0, status.out + status.err
    assert "2 workers" in status.out
    assert cluster.stop() == [0, 0], one.said() + other.said()
    assert doubled(cluster.operator, sites) == []
    assert sites.overlaps == []
    verified = cluster.operator.bulletin("verify")
    assert verified.code == 0, verified.out
