"""Whole crawls into a store that fails: a true outcome each, nothing lost, nothing doubled, no secret shown."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.object_store.requests.client import ObjectStore
from tests.crawls.baishi import site
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule
from tests.object_store.faulty_archive import FaultyArchive
from tests.object_store.server import BUCKET, READER, SECRET_KEY
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.s3, pytest.mark.crawl]
PUBLISHED = ("claim", "capture", "segment", "record", "fold")


@pytest.fixture
def archive(store: str, s3_endpoint: str, tmp_path: Path) -> Iterator[FaultyArchive]:
    assert store
    proxy, pages = FaultProxy(s3_endpoint), Pages(site())
    yield FaultyArchive(proxy, pages, f"shared-{uuid.uuid4().hex[:12]}", tmp_path / "machine")
    proxy.stop()
    pages.stop()


def test_crawl_survives_faults(archive: FaultyArchive) -> None:
    """Each kind of put loses an answer, the store is away for a while, and the worker may delete nothing."""
    archive.proxy.add(
        *(Rule(Fault.LOST, kind=kind, method="PUT", times=1) for kind in PUBLISHED),
        Rule(Fault.AWAY, kind="segment", method="PUT", after=2, times=1, seconds=2),
        Rule(Fault.SLOW_DOWN, method="LIST", times=3, after=2),
        Rule(Fault.DENIED, method="DELETE"),
    )
    ended = archive.crawl("-L", "DEBUG")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("baishi: ok - 20 bulletins published")
    assert {asked.kind for asked in archive.proxy.failed} == {*PUBLISHED, "list"}
    archive.proxy.heal()
    assert len({*archive.addresses()}) == len(archive.addresses()) == 20
    _assert_reader_reads(archive)
    _assert_secret_is_nowhere(archive)


def _assert_reader_reads(archive: FaultyArchive) -> None:
    """Another machine, whose credentials may put nothing, finds the archive sound, and says what it may not do."""
    reader = replace(archive, cache=archive.cache.with_name("reader"))
    verified = reader.run("verify", "--deep", key=READER)
    assert verified.code == 0, verified.out
    assert "no faults" in verified.out
    assert reader.run("search", "社区", "--limit", "1", key=READER).code == 0
    assert reader.run("status", key=READER).code == 0
    anchored = reader.run("anchor", key=READER)
    assert anchored.code == 74
    (line,) = anchored.err.splitlines()
    assert "AccessDenied" in line
    assert "check what the policy of the credentials allows" in line


def _assert_secret_is_nowhere(archive: FaultyArchive) -> None:
    secret, bucket = SECRET_KEY.encode(), ObjectStore(BUCKET)
    files = [path for path in archive.cache.rglob("*") if path.is_file()]
    objects = [*bucket.objects(archive.prefix)]
    assert any(path.suffix == ".log" for path in files)
    assert len(objects) > 8
    assert not [path for path in files if secret in path.read_bytes()]
    assert not [one.key for one in objects if secret in bucket.get(one.key)]


def test_full_bucket(archive: FaultyArchive) -> None:
    """What was published before stays; the next run publishes the rest, once."""
    archive.proxy.add(Rule(Fault.QUOTA, kind="segment", method="PUT", after=1))
    ended = archive.crawl()
    assert ended.code == 74
    assert ended.out.startswith("baishi: output failed - 7 bulletins published")
    assert "the store has no room (QuotaExceeded" in ended.out
    archive.proxy.heal()
    ended = archive.crawl()
    assert ended.code == 0
    assert ended.out.startswith("baishi: ok - 13 bulletins published")
    assert len({*archive.addresses()}) == len(archive.addresses()) == 20
