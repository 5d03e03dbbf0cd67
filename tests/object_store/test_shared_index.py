"""Machines share an archive in a store and its index in PostgreSQL: each knows what the others have found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import free_port
from tests.object_store.machines import Machine, machine
from tests.postgresql import drop_database, new_database, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["postgresql_server"]
pytestmark = [pytest.mark.s3, pytest.mark.crawl]


@pytest.fixture
def machines(store: str, s3_endpoint: str, postgresql_server: str, tmp_path: Path) -> Iterator[list[Machine]]:
    address, port = new_database(postgresql_server), free_port()
    found = [machine(store, port, tmp_path / name, s3_endpoint) for name in "abc"]
    for one in found:
        one.variables = {"BULLETIN_DATABASE": address}
    yield found
    drop_database(postgresql_server, address)


def test_each_machine_goes_on_where_another_has_ended(machines: list[Machine]) -> None:
    first, second, reader = machines
    prepared = first.scrapy("cluster", "init")
    assert (prepared.code, "tables made" in prepared.out) == (0, True), prepared.err
    for day, crawler in enumerate((first, second, first), 1):
        ended = crawler.demo("-a", f"day={day}")
        assert ended.code == 0, ended.err
        assert "rebuilt" not in ended.err
    versions = [record["published"] for record in reader.runs()]
    assert versions[0] > versions[1] > 0
    site = json.loads(reader.scrapy("status", "demo", "--json").out.splitlines()[0])
    assert site["versions"] == sum(versions)
    verified = reader.scrapy("verify", "--deep")
    assert (verified.code, verified.out) == (0, f"{sum(versions)} versions of 1 site: no faults\n")
