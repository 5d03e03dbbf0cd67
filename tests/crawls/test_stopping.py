"""How a run is ended from outside: by its time limit, by signals, by the kernel; and what the next run finds."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, site

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl

QUICK = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def start(archive: Archive, server: Pages, *more: str) -> subprocess.Popen[str]:
    return archive.start(
        "crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "site=baishi", *QUICK, *more
    )


def wait_until_asked(server: Pages, count: int, process: subprocess.Popen[str]) -> None:
    while len(server.asked) < count and process.poll() is None:
        time.sleep(0.01)


def test_a_run_that_reaches_its_time_limit_publishes_what_it_has_and_the_next_goes_on(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site(), delay=0.15)
    assert crawl(archive, f"{server.url}/sq/", "-s", "CLOSESPIDER_TIMEOUT=1") == 3
    record = archive.runs("baishi")[0]
    assert (
        record["reasons"][0]
        == "stopped early by the time limit (setting CLOSESPIDER_TIMEOUT); the next run goes on"
    )
    assert 0 < record["published"] < 20
    assert len(archive.versions("baishi")) == record["published"]
    server.delay = 0.0
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20


def test_a_second_signal_ends_a_run_at_once_and_nothing_is_lost(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        server = serve(site(), delay=4.0)
        process = start(archive, server)
        wait_until_asked(server, 1, process)
        process.send_signal(number)
        time.sleep(0.5)
        assert process.poll() is None, "the request under way is waited for"
        begun = time.monotonic()
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        assert time.monotonic() - begun < 2
        assert process.returncode == code
        assert err.splitlines() == [
            "scrapy crawl: stopped at once; the next run goes on from what is published"
        ]
    server.delay = 0.0
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20


def test_a_run_that_does_not_end_is_ended_by_the_kernel_and_keeps_no_later_one_out(
    archive: Archive, serve: Callable[..., Pages], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each run is lost, the one that begins must tell of it."""
    server = serve(site(), delay=30.0)
    process = start(archive, server, "-s", "CLOSESPIDER_TIMEOUT=1", "-s", "CLOSING_TIME=7")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGALRM
    server.delay = 0.0
    for hour in range(3):
        (archive.root / "logs" / "baishi" / f"20200101T0{hour}0000Z.log").touch()
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=1") == 0
    assert [message["title"] for message in sink.received] == ["Bulletin Spider: baishi: runs are lost"]
    assert sink.received[0]["message"].startswith("3 runs ended without a record: killed, hung, ")
    (told,) = archive.runs("baishi")[0]["reasons"]
    assert told.startswith(
        "4 runs ended without a record: killed, hung, or left without room; the log of the last: "
    )


def test_a_robots_txt_that_cannot_be_read_forbids_the_site(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site() | {"/robots.txt": (503, {}, b"")})
    assert crawl(archive, f"{server.url}/sq/") == 7
    assert server.paths == ["/robots.txt"]
    told = archive.runs("baishi")[0]["reasons"]
    assert told == ["/sq/: page 1: its robots.txt could not be read: HTTP 503"]
    server.pages["/robots.txt"] = (521, {}, b"<script>var a = '__jsl_clearance'</script>")
    assert crawl(archive, f"{server.url}/sq/") == 5, "that is a firewall's"
    assert server.paths == ["/robots.txt"] * 2
    server.pages["/robots.txt"] = (403, {}, b"")
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=1") == 0, "who shows none asks for nothing"
