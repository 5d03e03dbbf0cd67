"""The profile ``cluster`` of compose.yaml: its services have no privileges, and its commands work together."""

from __future__ import annotations

import re
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg
import pytest

from bulletin_spider.archive.object_store.paths import archive_path, store_of
from tests.cluster.checks import missing
from tests.cluster.districts import DistrictSites
from tests.cluster.machines import WorkerMachine, wait_until
from tests.cluster.postgres import PostgresServer
from tests.conftest import free_port
from tests.installation.containers import container, stopped
from tests.installation.image_files import last, services, variables
from tests.object_store.server import ACCESS_KEY, SECRET_KEY, server_program, store_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.installed import Installed

OURS = ("cluster-init", "worker", "web")
"""The services that run the image."""
SECRETS = {"PGPASSWORD": "secret", "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
"""What cluster.env has for them."""
STORE_PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
               "s3.port", "s3.port.grpc")  # fmt: skip


def of_profile() -> dict[str, dict[str, Any]]:
    return {name: one for name, one in services().items() if "cluster" in one.get("profiles", ())}


def test_services_of_cluster_have_no_privileges() -> None:
    assert of_profile().keys() == services().keys() - {"crawler"}
    for name, service in of_profile().items():
        user = service.get("user", last("USER") if name in OURS else "")
        assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user), name
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not re.search("PASSWORD|SECRET", str(service.get("environment"))), name


class Machines:
    """The services of the profile on one machine, in which only their ports differ from those of compose.yaml."""

    def __init__(self, installed: Installed, place: Path) -> None:
        self.installed, self.place, self._running = installed, place, ExitStack()
        self.ports = {name: free_port() for name in STORE_PORTS}
        self.web_port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.ports['s3.port']}"

    def __enter__(self) -> Self:
        with ExitStack() as running:
            self.sites = DistrictSites(2)
            running.callback(self.sites.stop)
            self.postgres = PostgresServer(synced=False)
            running.callback(self.postgres.close)
            running.enter_context(self._store())
            self._prepare()
            self._running = running.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._running.close()

    def _prepare(self) -> None:
        with psycopg.connect(self.postgres.address, autocommit=True) as connection:
            connection.execute("CREATE ROLE bulletin LOGIN")
            connection.execute("CREATE DATABASE bulletin OWNER bulletin")
        project = self.place / "project"
        project.mkdir()
        (project / "bulletin.toml").write_text("[settings]\nSPIDER_MODULES = []\n", encoding="utf-8")
        (project / "sites.toml").write_text(self.sites.table(), encoding="utf-8")
        archive = services()["worker"]["environment"]["BULLETIN_ARCHIVE"]
        self.reader = WorkerMachine(
            archive_path(archive), self.sites.port, self.place / "reader", self.endpoint
        )

    def _store(self) -> AbstractContextManager[subprocess.Popen[str]]:
        service, program = services()["store"], Path(server_program(self.place))
        ports = [f"-{name}={port}" for name, port in self.ports.items()]
        variables = SECRETS | {"PATH": "/mnt/bin:/usr/bin:/bin"}
        data = self._data("store")
        return container(
            [*service["entrypoint"], *ports],
            data,
            user=service["user"],
            variables=variables,
            programs=program.parent,
        )

    def store_is_healthy(self) -> bool:
        kind, command = services()["store"]["healthcheck"]["test"]
        assert kind == "CMD-SHELL"
        command = command.replace("$$", "$").replace("http://127.0.0.1:8333", self.endpoint)
        return (
            subprocess.run(["sh", "-c", command], env=SECRETS, capture_output=True, check=False).returncode
            == 0
        )

    def run(
        self, name: str, *command: str, host: str = "host"
    ) -> AbstractContextManager[subprocess.Popen[str]]:
        """Run a command of the image, by default that of the service."""
        service = services()[name]
        own = [*(command or ["bulletin", *service["command"]])]
        if name == "web" and not command:
            own += ["--port", str(self.web_port)]
        values = {key: self._here(str(value)) for key, value in service["environment"].items()}
        return container(
            own, self._data(host), user=last("USER"), project=self.place / "project", host=host,
            variables=variables(self.installed) | values | SECRETS | {"BULLETIN_CONTACT": f"{host}@b.example"},
        )  # fmt: skip

    def ended(self, name: str, *command: str, host: str = "host") -> tuple[int, str]:
        with self.run(name, *command, host=host) as process:
            out, _ = process.communicate(timeout=120)
        return process.returncode, out

    def is_healthy(self, name: str, host: str) -> bool:
        """Return what a service's check of its health finds, on a machine."""
        command = [
            text.replace(":8420/", f":{self.web_port}/") for text in services()[name]["healthcheck"]["test"]
        ]
        assert command[0] == "CMD"
        return self.ended(name, *command[1:], host=host)[0] == 0

    def _here(self, text: str) -> str:
        return text.replace("@postgres/", f"@127.0.0.1:{self.postgres.port}/").replace(
            "http://store:8333", self.endpoint
        )

    def _data(self, host: str) -> Path:
        data = self.place / host
        if not data.exists():
            data.mkdir()
        return data


@pytest.fixture
def machines(installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    with Machines(installed, tmp_path) as made:
        for name, text in store_environment(made.endpoint).items():  # what this process reads with
            monkeypatch.setenv(name, text)
        monkeypatch.setenv("BULLETIN_CACHE", str(tmp_path / "reader"))
        store_of.cache_clear()  # it keeps the address of another test's store
        yield made
        store_of.cache_clear()


@pytest.mark.crawl
@pytest.mark.s3
def test_services_of_cluster_work_together(machines: Machines) -> None:
    wait_until(machines.store_is_healthy, "the store is healthy")
    code, out = machines.ended("cluster-init")
    assert code == 0, out
    code, out = machines.ended("worker", "bulletin", "schedule", "--cluster", "--every", "2h")
    assert code == 0, out
    assert not machines.is_healthy("worker", "one")
    with machines.run("worker", host="one") as one, machines.run("worker", host="two") as two:
        try:
            wait_until(lambda: not missing(machines.reader, machines.sites), "all is archived")
        except AssertionError as error:
            error.add_note("\n".join(stopped(worker) for worker in (one, two)))
            raise
        with machines.run("web", host="web") as web:
            wait_until(lambda: machines.is_healthy("web", "web"), "the pages are healthy")
            stopped(web)
        wait_until(lambda: machines.is_healthy("worker", "one"), "the worker is healthy")
        said = [stopped(worker) for worker in (one, two)]
    assert [one.returncode, two.returncode] == [0, 0], said
    assert machines.sites.overlaps == []
