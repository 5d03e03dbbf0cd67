"""A run that is stopped or killed while it extends an archive in a store loses nothing, and doubles nothing."""

from __future__ import annotations

import random
import signal
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.statuses import Outcome
from tests.conftest import Archive, free_port
from tests.crawls.baishi import FAST, site, start
from tests.crawls.crashing import crawl_day as crawl_day_on_disk
from tests.crawls.test_crash import assert_complete
from tests.crawls.waiting import LIMIT, wait_for_end, wait_until
from tests.object_store.killing import (
    FIRST_PUTS,
    LATER_PUTS,
    LEASE,
    any_kill,
    assert_same_archive,
    crawl_day,
    killed_at,
)
from tests.object_store.machines import Machine, machine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.object_store.holding_proxy import HoldingProxy
    from tests.serving import Pages

pytestmark = [pytest.mark.s3, pytest.mark.crawl]
RECORD = r'PUT \S+/runs/baishi/\d+ {"run"'
SEGMENTS = ("-s", "SEGMENT_LINES=7")


@pytest.fixture
def first(store: str, tmp_path: Path, proxy: HoldingProxy) -> Machine:
    """A machine that reaches the store through the proxy."""
    return machine(store, free_port(), tmp_path / "first", proxy.endpoint, LEASE)


@pytest.fixture
def second(store: str, tmp_path: Path, s3_endpoint: str, first: Machine) -> Machine:
    return machine(store, first.port, tmp_path / "second", s3_endpoint, LEASE)


@pytest.mark.parametrize(
    "request_held",
    [r"PUT \S+/bulletins/baishi/\S+-00001", r"PUT \S+/bulletins/baishi/\S+-00002", RECORD],
    ids=["before its first segment", "between segments", "before its record"],
)
def test_stopped_run_is_superseded(
    first: Machine, second: Machine, proxy: HoldingProxy, serve: Callable[..., Pages], request_held: str
) -> None:
    """It is stopped by SIGSTOP at a request, goes on after a run on another machine, and says who has the site."""
    url, held = f"{serve(site()).url}/sq/", proxy.hold(request_held)
    stopped = start(first, url, *SEGMENTS)
    assert held.arrived.acquire(timeout=LIMIT)
    stopped.send_signal(signal.SIGSTOP)
    crawl = ("crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", *FAST, *SEGMENTS)
    while (other := second.scrapy(*crawl)).code == Outcome.LOCKED.code:
        assert "baishi is in use by another run: run 20" in other.err
    assert other.code == 0, other.out + other.err
    stopped.send_signal(signal.SIGCONT)
    held.go.set()
    ended = wait_for_end(stopped)
    assert ended.code == Outcome.LOCKED.code, ended.out + ended.err
    (record,) = second.runs("baishi")
    reason = ended.out.splitlines()[1]
    assert reason.startswith(f"  run {record['run']} on ")
    assert "took the site baishi over at 20" in reason
    assert "Traceback" not in ended.err
    assert_complete(second, {f"{url}art_{number}.shtml" for number in range(1, 21)}, "baishi")
    verified = second.scrapy("verify")
    assert verified.code == 0, verified.out
    assert verified.out.splitlines()[-1].startswith("20 versions of 1 site")


def test_suspended_run_begins_no_further_request(
    first: Machine, second: Machine, serve: Callable[..., Pages]
) -> None:
    """It is suspended while it waits for an answer, for longer than its lease, and another run takes the site over.

    Two requests were begun before that: they wait for their turn at the site.
    """
    pages = serve(site())
    url, path = f"{pages.url}/sq/", "/sq/art_5.shtml"
    pages.held[path] = threading.Event()
    suspended = start(first, url)
    wait_until(lambda: any(asked[0] == path for asked in pages.asked), suspended)
    suspended.send_signal(signal.SIGSTOP)
    pages.held[path].set()
    crawl = ("crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", *FAST)
    while (other := second.scrapy(*crawl)).code == Outcome.LOCKED.code:
        pass
    assert other.code == 0, other.out + other.err
    asked = len(pages.asked)
    suspended.send_signal(signal.SIGCONT)
    ended = wait_for_end(suspended)
    assert ended.code == Outcome.LOCKED.code, ended.out + ended.err
    assert len(pages.asked) <= asked + 2, pages.asked[asked:]


def test_killed_runs_change_no_version(
    first: Machine, second: Machine, proxy: HoldingProxy, tmp_path: Path
) -> None:
    """Five kills at a put; ``benchmarks/store_kills.py`` makes a hundred. The last put arrives after another run."""
    undisturbed, seed = Archive(tmp_path / "undisturbed", first.port), random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(2):  # the second asks again for a file that did not come
        crawl_day_on_disk(undisturbed, 1)
    for _ in range(4):
        with killed_at(first, proxy, 1, any_kill(chance, FIRST_PUTS)):
            pass
    with killed_at(first, proxy, 1, any_kill(chance, LATER_PUTS)._replace(arrives_late=True)):
        crawl_day(second, 1)
    crawl_day(first, 1)
    assert_same_archive(first, [second], undisturbed)


def test_one_of_two_machines_crawls(
    first: Machine, second: Machine, proxy: HoldingProxy, serve: Callable[..., Pages]
) -> None:
    """Both put their claim at the same moment, and the winner does not record before the other one has ended."""
    url, claims, record = (
        f"{serve(site()).url}/sq/",
        proxy.hold(r"PUT \S+/runs/baishi/\d+ {.claim"),
        proxy.hold(RECORD),
    )
    both = [
        start(replace(one, endpoint=proxy.endpoint, variables={}), url)  # a lease that no slow start outlasts
        for one in (first, second)
    ]
    assert all(claims.arrived.acquire(timeout=LIMIT) for _ in both)
    claims.go.set()
    assert record.arrived.acquire(timeout=LIMIT)
    while all(process.poll() is None for process in both):
        time.sleep(0.01)
    record.go.set()
    ended = [wait_for_end(process) for process in both]
    assert sorted(one.code for one in ended) == [0, Outcome.LOCKED.code], [one.err for one in ended]
    assert [run["published"] for run in second.runs("baishi")] == [20]
