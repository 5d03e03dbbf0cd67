"""A cluster on one computer: a database, a store, sites, and machines with workers, each behind a proxy of its own."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg

from bulletin_spider.archive.object_store.paths import archive_path
from tests.cluster.checks import missing
from tests.cluster.machines import LIMIT, WorkerMachine, wait_until
from tests.cluster.postgres import PostgresServer
from tests.cluster.stalling_proxy import StallingProxy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.cluster.districts import DistrictSites

UNUSED = 10**6
"""Seconds of an interval in which no site is due a second time."""


class Cluster:
    """The parts. The caller's environment must reach the store, as the archive is read in this process too."""

    def __init__(
        self,
        place: Path,
        sites: DistrictSites,
        store: str,
        machines: int,
        *,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start a database, and prepare so many machines for the archive at the address ``store``."""
        self.sites, self.mark = sites, uuid.uuid4().hex[:8]
        self.postgres = PostgresServer()
        endpoint = os.environ["AWS_ENDPOINT_URL"]
        port = urlsplit(endpoint).port
        assert port
        self.store = StallingProxy(port)
        """Between all machines and the store."""
        self.databases = [StallingProxy(self.postgres.port) for _ in range(machines)]
        """Between each machine and the database."""
        table, root = sites.table(), archive_path(store)

        def machine(name: str, endpoint: str, database: str) -> WorkerMachine:
            made = WorkerMachine(root, 0, place / name, endpoint, dict(variables or {}))
            made.database, made.contact = database, f"{name}@{self.mark}.example"
            made.write_project(table)
            return made

        self.operator = machine("operator", endpoint, self.postgres.address)
        """A machine without a worker, which no fault concerns."""
        self.machines = [
            machine(f"machine{number}", self.store.endpoint, self.postgres.address_at(proxy.port))
            for number, proxy in enumerate(self.databases)
        ]

    def prepare(self) -> None:
        """Make the tables of the cluster."""
        ended = self.operator.bulletin("cluster", "init")
        assert ended.code == 0, ended.out + ended.err

    def start(self, *options: str) -> None:
        """Start the workers of all machines."""
        for machine in self.machines:
            machine.start_worker(*options)

    def stop(self) -> list[int]:
        """Ask all workers to end, and return their exit codes."""
        begun = time.monotonic()
        for machine in self.machines:
            if machine.process:
                machine.process.send_signal(signal.SIGTERM)
        codes = [machine.process.wait(LIMIT) for machine in self.machines if machine.process]
        print(f"the workers ended within {time.monotonic() - begun:.1f} s")
        return codes

    def close(self) -> None:
        """End every process, and stop the database."""
        for machine in self.machines:
            machine.kill_all()
        self.postgres.close()
        for proxy in (*self.databases, self.store):
            proxy.stop()

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return the rows of a query in the schema of the cluster; those of one column as plain values."""
        with psycopg.connect(self.postgres.address, options="-c search_path=bulletin") as connection:
            cursor = connection.execute(query, values)
            rows = cursor.fetchall() if cursor.description else []
        return [row[0] if len(row) == 1 else row for row in rows]

    def visits(self, machine: WorkerMachine | None = None, since: float = 0.0) -> int:
        """Return how many visits have begun since a moment, those of one machine or of all."""
        visits = [visit for one in self.sites.districts.values() for visit in one.visits]
        return sum(
            visit.begun >= since and (not machine or visit.machine == machine.contact) for visit in visits
        )

    def visit_every(self, seconds: int) -> None:
        """Let all sites be visited every so many seconds: as ``schedule --cluster`` does, which wants ten minutes."""
        self.ask(
            "INSERT INTO intervals VALUES ('', %s) ON CONFLICT (site) DO UPDATE SET seconds = excluded.seconds",
            seconds,
        )
        self.ask("UPDATE cluster SET sites_read = NULL")

    def wait_for_timetable(self, seconds: int) -> float:
        """Wait until all sites are due within so many seconds, as workers have read the timetable."""
        query = "SELECT count(*) FROM visits WHERE due <= now() + make_interval(secs => %s)"
        return wait_until(lambda: self.ask(query, seconds) == [len(self.sites.names)], "the timetable")

    def visit_now(self) -> None:
        """Let all sites be due now, once, as sites that have been visited before."""
        self.visit_every(UNUSED)
        self.ask(
            """INSERT INTO visits (site, due, visited) SELECT unnest(%s::text[]), now(), true
            ON CONFLICT (site) DO UPDATE SET due = excluded.due, visited = true""",
            self.sites.names,
        )

    def jobs(self) -> Counter[str]:
        """Return how many visits wait, are done, have failed, by their status in the queue."""
        query = "SELECT status::text, count(*) FROM procrastinate_jobs WHERE task_name = 'visit' GROUP BY 1"
        return Counter(dict(self.ask(query)))

    def is_idle(self) -> bool:
        """Return whether no visit waits or is done."""
        with suppress(psycopg.OperationalError):
            return not self.jobs()["todo"] + self.jobs()["doing"]
        return False

    def wait_for_first_visits(self, limit: float = LIMIT) -> float:
        """Wait until every site has had a visit and none is waiting, and return the seconds."""
        return wait_until(
            lambda: min(self.sites.visits(0, float("inf")).values()) > 0 and self.is_idle(),
            "the first visits",
            limit,
        )

    def wait_for_visit(
        self, machine: WorkerMachine | None = None, since: float = 0.0, limit: float = LIMIT
    ) -> float:
        """Wait until a visit has begun since a moment, by one machine or by any, and return the seconds."""
        who = machine.contact if machine else "any machine"
        return wait_until(lambda: self.visits(machine, since) > 0, f"a visit by {who}", limit)

    def wait_for_all_bulletins(self, limit: float = LIMIT) -> float:
        """Wait until the archive has all that the sites have published, and return the seconds."""
        try:
            return wait_until(lambda: not missing(self.operator, self.sites), "all bulletins", limit, 1.0)
        except AssertionError as error:
            lost = missing(self.operator, self.sites)
            raise AssertionError(f"{error}: {lost}, jobs {self.jobs()}") from None
