"""A crawl goes on while a segment is put, and publishes in the order: captures, then the segment that names them."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import site, start
from tests.crawls.waiting import LIMIT, wait_for_end, wait_until
from tests.object_store.machines import Machine, machine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.object_store.holding_proxy import HoldingProxy
    from tests.serving import Pages

pytestmark = [pytest.mark.s3, pytest.mark.crawl]
SEGMENTS = ("-s", "SEGMENT_LINES=7")
ARTICLES = {f"/sq/art_{number}.shtml" for number in range(1, 21)}


@pytest.fixture
def crawler(store: str, tmp_path: Path, proxy: HoldingProxy) -> Machine:
    return machine(store, 0, tmp_path, proxy.endpoint)


def test_crawl_goes_on_during_a_put(
    crawler: Machine, proxy: HoldingProxy, serve: Callable[..., Pages]
) -> None:
    """The first segment arrives when every article was asked for."""
    server, puts = serve(site()), dict[str, str]()
    held = proxy.hold(r"PUT \S+-00001.jsonl")

    def note(request: str) -> None:
        if found := re.match(r"PUT \S+/(captures|bulletins)/baishi/(\d{8}T\S+)", request):
            puts.setdefault(found[2], found[1])  # on a busy machine a put that is held is repeated

    proxy.after = note
    process = start(crawler, f"{server.url}/sq/", *SEGMENTS)
    assert held.arrived.acquire(timeout=LIMIT)
    wait_until(lambda: set(server.paths) >= ARTICLES, process)
    held.go.set()
    ended = wait_for_end(process)
    assert ended.code == 0, ended.out + ended.err
    assert list(puts.values()) == ["captures", "bulletins"] * 3
    assert len(crawler.versions("baishi")) == 20


def test_second_signal_ends_a_put(crawler: Machine, proxy: HoldingProxy, serve: Callable[..., Pages]) -> None:
    """What was not put is kept on the machine, and the next run puts it."""
    server, held = serve(site()), proxy.hold(r"PUT \S+-00001.jsonl")
    process = start(crawler, f"{server.url}/sq/", *SEGMENTS)
    assert held.arrived.acquire(timeout=LIMIT)
    wait_until(lambda: set(server.paths) >= ARTICLES, process)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    ended = wait_for_end(process)
    assert ended.code in {128 + signal.SIGINT, 128 + signal.SIGTERM}
    assert "stopped at once; the next run goes on from what is published" in ended.err


def test_signal_during_the_last_put_loses_no_record(
    crawler: Machine, proxy: HoldingProxy, serve: Callable[..., Pages]
) -> None:
    """The run is closing already when the signal comes."""
    server, held = serve(site()), proxy.hold(r"PUT \S+-00003.jsonl")
    process = start(crawler, f"{server.url}/sq/", *SEGMENTS)
    assert held.arrived.acquire(timeout=LIMIT)
    wait_until(lambda: "Closing spider" in crawler.log("baishi"), process)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: "Received SIGTERM" in crawler.log("baishi"), process)
    held.go.set()
    ended = wait_for_end(process)
    assert ended.code == 0, ended.out + ended.err
    assert [run["published"] for run in crawler.runs("baishi")] == [20]
