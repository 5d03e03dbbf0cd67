"""Two machines: what their visits publish and find reaches people once, whichever machine says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import WorkerMachine, wait_until
from tests.object_store.conftest import s3_endpoint, store_of_module
from tests.postgresql import drop_database, new_database, postgresql_server
from tests.receiver import Receiver
from tests.sinks import Sink
from tests.watches.counting_webhook import CountingWebhook

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.crawl, pytest.mark.s3]
__all__ = ["postgresql_server", "s3_endpoint", "store_of_module"]
CLOSED = '[closed]\ndomains = ["127.9.9.9"]\nchannels = [{ name = "社区", url = "http://127.9.9.9:1/sq/" }]\n'
"""A site that nobody serves."""


@dataclass
class Cluster:
    """Two machines with the same project, and those whom they tell something."""

    machines: list[WorkerMachine]
    sites: DistrictSites
    database: str
    webhook: CountingWebhook
    slow: Receiver
    sink: Sink
    monitor: Receiver

    @property
    def delivered(self) -> list[str]:
        """The addresses of the bulletins that the webhook got, in the order of arrival."""
        return [one["version"]["url"] for one in self.webhook.received["/all"]]

    @property
    def published(self) -> list[str]:
        """The addresses of all bulletins, sorted."""
        return sorted(url for name in self.sites.names for url in self.sites.published(name))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, none if it has none."""
        with psycopg.connect(self.database, options="-c search_path=bulletin") as connection:
            cursor = connection.execute(query)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def visit_closed(self) -> bool:
        """Let the timetable have the closed site again at once; return False."""
        self.rows("UPDATE visits SET due = now() WHERE site = 'closed'")
        return False

    def said(self) -> str:
        return "".join(machine.said() for machine in self.machines)


@pytest.fixture(scope="module")
def cluster(
    postgresql_server: str, s3_endpoint: str, store_of_module: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    """Both workers visit five sites, one of which is closed; one watch waits for a slow server."""
    database, sites, place = (
        new_database(postgresql_server),
        DistrictSites(4),
        tmp_path_factory.mktemp("cluster"),
    )
    found = Cluster([], sites, database, CountingWebhook(), Receiver(), Sink(), Receiver())
    told = {"BULLETIN_NOTIFY": found.sink.url, "BULLETIN_PING": found.monitor.address}
    watches = f'[all]\nnotify = ["{found.webhook.address}/all"]\n'
    for name in ("one", "two"):
        machine = WorkerMachine(
            archive_path(store_of_module), sites.port, place / name, s3_endpoint, told,
            database=database, contact=f"{name}@example.org",
        )  # fmt: skip
        machine.write_project(sites.table() + CLOSED)
        (machine.directory / "watches.toml").write_text(watches, encoding="utf-8")
        found.machines.append(machine)
    for arguments in (["cluster", "init"], ["schedule", "--cluster", "--every", "1d"]):
        assert found.machines[0].bulletin(*arguments).code == 0
    for machine in found.machines:
        machine.start_worker("--jobs", "4")
    yield found
    for machine in found.machines:
        machine.kill_all()
    for server in (sites, found.webhook, found.slow, found.sink, found.monitor):
        server.stop()
    drop_database(postgresql_server, database)


def test_each_version_is_delivered_once(cluster: Cluster) -> None:
    wait_until(lambda: len(cluster.delivered) >= len(cluster.published), cluster.said())
    for name in cluster.sites.names:
        cluster.sites.publish(name, 2)
    cluster.rows("UPDATE visits SET due = now()")
    cluster.rows("UPDATE daily SET due = now()")
    wait_until(
        lambda: len(cluster.delivered) >= len(cluster.published) or cluster.visit_closed(),
        cluster.said(),
        pause=1,
    )
    assert sorted(cluster.delivered) == cluster.published


def test_lasting_problem_is_told_once(cluster: Cluster) -> None:
    """An unreachable site is a line at its first visit and one at its third, on whichever machine."""
    wait_until(lambda: bool(cluster.sink.received) or cluster.visit_closed(), cluster.said(), pause=1)
    assert [message["title"] for message in cluster.sink.received] == ["Bulletin Spider: closed: unreachable"]
    assert "; it needs a person now\n" in cluster.said()
    assert cluster.said().count("bulletin worker: closed: unreachable") == 2


def test_daily_commands_work_on_the_store(cluster: Cluster) -> None:
    wait_until(lambda: not cluster.rows("SELECT FROM daily WHERE due <= now()"), cluster.said())
    assert cluster.rows("SELECT task, fault FROM daily ORDER BY task") == [("anchor", ""), ("pack", "")]
    assert any(Layout(cluster.machines[0].root).anchors.glob("*.json"))


def test_monitor_is_pinged_by_the_cluster(cluster: Cluster) -> None:
    """Once a minute at most, and not once by each machine."""
    assert {*cluster.monitor.paths} == {"/secret-key"}
    ((age,),) = cluster.rows("SELECT clock_timestamp() - made FROM cluster")
    assert len(cluster.monitor.paths) <= age.total_seconds() / 55 + 1


def test_stop_waits_for_no_slow_server(cluster: Cluster) -> None:
    """The message that is under way ends at its limit; what is left comes with the next worker."""
    cluster.slow.released.clear()
    for machine in cluster.machines:
        with (machine.directory / "watches.toml").open("a", encoding="utf-8") as file:
            file.write(f'[slow]\nnotify = ["{cluster.slow.address}"]\n')
    assert cluster.machines[0].bulletin("watch", "run").code == 0  # the new watch begins
    cluster.sites.publish("site0", 5)
    cluster.rows("UPDATE visits SET due = now() WHERE site = 'site0'")
    cluster.slow.wait_for(1)
    assert [machine.stop_worker() for machine in cluster.machines] == [0, 0]
    assert len(cluster.slow.received) == 1
