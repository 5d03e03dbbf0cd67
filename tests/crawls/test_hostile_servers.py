"""A short version of benchmarks/hostile_servers.py: one server of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.hostile_runs import Starter, crawl_hostile
from tests.crawls.hostile_servers import HostileServer, hostile_servers
from tests.crawls.hostile_tls import tls_servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crawl

SHORT = {
    "article: zstd bomb": "incomplete",
    "article: endless headers": "incomplete",
    "article: combining marks": "ok",
    "listing: endless pages": "incomplete",
    "listing: rows of a script": "ok",
    "second page: cut gzip": "incomplete",
    "robots: 15,000 names": "ok",
    "robots: redirect loop": "ok",  # RFC 9309, 2.3.1.2: as if there were none
    "TLS: good, with a chain": "ok",
    "TLS: expired in the middle": "unreachable",
}
"""Name of a server → the outcome of its run."""


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    started = Starter()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[HostileServer]]:
    return tls_servers(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("name", SHORT)
def test_hostile_server_is_judged_truly(
    name: str, starter: Starter, tls: tuple[Path, list[HostileServer]], tmp_path: Path
) -> None:
    (hostile,) = (one for one in (*tls[1], *hostile_servers()) if one.name == name)
    run = crawl_hostile(starter, hostile, tmp_path / "archive", tls[0])
    assert run.faults == []
    assert run.outcome == SHORT[name], run.reasons
