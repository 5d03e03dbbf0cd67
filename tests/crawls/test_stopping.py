"""A run is stopped by its time limit, by signals or by the kernel; the next run completes it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, site, start
from tests.crawls.waiting import is_closing, wait_for_end, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl


def test_time_limit_publishes_what_was_read(archive: Archive, serve: Callable[..., Pages]) -> None:
    """The second article is answered when the limit is over, so that the run cannot end before it."""
    server = serve(site())
    answer = server.hold("/sq/art_19.shtml")
    process = start(archive, f"{server.url}/sq/", "-s", "CLOSESPIDER_TIMEOUT=3")
    wait_until(lambda: is_closing(archive), process)
    answer.set()
    assert wait_for_end(process).code == 3
    record = archive.runs("baishi")[0]
    assert (
        record["reasons"][0]
        == "stopped early by the time limit (setting CLOSESPIDER_TIMEOUT); the next run goes on"
    )
    assert 0 < record["published"] < 20
    assert len(archive.versions("baishi")) == record["published"]
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20


def test_second_signal_stops_a_run_at_once(archive: Archive, serve: Callable[..., Pages]) -> None:
    """The server does not answer, so a run that ends has not waited; nothing is lost."""
    server = serve(site())
    answer = server.hold("/sq/")
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        server.asked.clear()
        process = start(archive, f"{server.url}/sq/", "-s", "DOWNLOAD_TIMEOUT=600")
        wait_until(lambda: "/sq/" in server.paths, process)
        process.send_signal(number)
        wait_until(lambda: is_closing(archive), process)
        assert process.poll() is None, "the first signal lets the run wait for the answer"
        process.send_signal(number)
        ended = wait_for_end(process)
        assert ended.code == code
        assert ended.err.splitlines() == [
            "scrapy crawl: stopped at once; the next run goes on from what is published"
        ]
    answer.set()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20


def test_kernel_ends_a_hanging_run(
    archive: Archive, serve: Callable[..., Pages], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It locks out no later run. If every run hangs, none reports it at its end, so the next one does at its start."""
    server = serve(site())
    answer = server.hold("/robots.txt")
    process = start(archive, f"{server.url}/sq/", "-s", "CLOSESPIDER_TIMEOUT=1", "-s", "CLOSING_TIME=7")
    assert wait_for_end(process).code == -signal.SIGALRM
    answer.set()
    for hour in range(3):
        (archive.root / "logs" / "baishi" / f"20200101T0{hour}0000Z.log").touch()
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=1") == 0
    assert [message["title"] for message in sink.received] == ["Bulletin Spider: baishi: runs are lost"]
    assert sink.received[0]["message"].startswith("3 runs ended without a record: killed, hung, ")
    (reason,) = archive.runs("baishi")[0]["reasons"]
    assert reason.startswith(
        "4 runs ended without a record: killed, hung, or left without room; the log of the last: "
    )
