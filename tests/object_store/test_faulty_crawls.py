"""Whole crawls into a store that fails: a true outcome each, nothing lost, nothing doubled, no secret shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.object_store.client import ObjectStore
from tests.conftest import ROOT, Ended
from tests.crawls.baishi import FAST, site
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule
from tests.object_store.server import BUCKET, READER, SECRET_KEY, WORKER, store_environment
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.s3, pytest.mark.crawl]
PUBLISHED = ("claim", "capture", "segment", "record", "fold")


@dataclass
class StoreArchive:
    """An archive behind a proxy, the site that is crawled into it, and the cache of the machine."""

    proxy: FaultProxy
    pages: Pages
    prefix: str
    cache: Path

    def run(self, *command: str, key: str = WORKER, **more: str) -> Ended:
        environment = os.environ | store_environment(self.proxy.endpoint) | {
            "AWS_ACCESS_KEY_ID": key, "BULLETIN_ARCHIVE": f"s3://{BUCKET}/{self.prefix}",
            "BULLETIN_CACHE": str(self.cache), "PYTHONWARNINGS": "error", "COLUMNS": "200",
        } | more  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bulletin_spider", *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr
        assert SECRET_KEY not in done.stdout + done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def crawl(self, *more: str) -> Ended:
        listing = ("-a", f"url={self.pages.url}/sq/", "-a", "site=baishi")
        return self.run("crawl", "listing", *listing, *FAST, "-s", "SEGMENT_LINES=7", *more)

    def addresses(self) -> list[str]:
        """Return the address of each published line."""
        bucket = ObjectStore(BUCKET)
        segments = [
            one for one in bucket.objects(f"{self.prefix}/bulletins/baishi") if one.key.endswith("jsonl")
        ]
        return [json.loads(line)["url"] for one in segments for line in bucket.get(one.key).splitlines()]


@pytest.fixture
def archive(store: str, s3_endpoint: str, tmp_path: Path) -> Iterator[StoreArchive]:
    assert store
    proxy, pages = FaultProxy(s3_endpoint), Pages(site())
    yield StoreArchive(proxy, pages, f"shared-{uuid.uuid4().hex[:12]}", tmp_path / "machine")
    proxy.stop()
    pages.stop()


def test_crawl_survives_faults(archive: StoreArchive) -> None:
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


def _assert_reader_reads(archive: StoreArchive) -> None:
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


def _assert_secret_is_nowhere(archive: StoreArchive) -> None:
    secret, bucket = SECRET_KEY.encode(), ObjectStore(BUCKET)
    files = [path for path in archive.cache.rglob("*") if path.is_file()]
    objects = [*bucket.objects(archive.prefix)]
    assert any(path.suffix == ".log" for path in files)
    assert len(objects) > 8
    assert not [path for path in files if secret in path.read_bytes()]
    assert not [one.key for one in objects if secret in bucket.get(one.key)]


def test_full_bucket(archive: StoreArchive) -> None:
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
