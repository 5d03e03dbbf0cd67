"""A run is stopped by its time limit, by signals or by the kernel; the next run completes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, kill
from tests.crawls.baishi import FAST, crawl, site, start
from tests.crawls.waiting import is_closing, wait_for_end, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl

IMPATIENT = """
import sys
from bulletin_spider.network import closing
closing.PATIENCE = 1.0
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def test_time_limit_publishes_what_was_read(archive: Archive, serve: Callable[..., Pages]) -> None:
    """The second article is answered when the limit is over, so that the run cannot end before it.

    The requests that wait behind it are not sent any more: with a delay of a minute they would outlast every limit.
    """
    server = serve(site())
    answer = server.hold("/sq/art_19.shtml")
    process = start(archive, f"{server.url}/sq/", "-s", "CLOSESPIDER_TIMEOUT=3")
    wait_until(lambda: is_closing(archive), process)
    answer.set()
    assert wait_for_end(process).code == 3
    assert server.paths[-1] == "/sq/art_19.shtml"
    record = archive.runs("baishi")[0]
    assert len(record["failed"]) == 8
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


def test_kernel_ends_a_site_that_never_begins(archive: Archive) -> None:
    hostile = ("-s", "SPIDER_MODULES=tests.crawls.hostile_sweep_sites")
    ended = archive.scrapy("crawl", "dozing", *hostile, "-s", "CLOSESPIDER_TIMEOUT=1", "-s", "CLOSING_TIME=2")
    assert ended.code == -signal.SIGALRM


def test_closing_run_gives_up_a_silent_server(archive: Archive, serve: Callable[..., Pages]) -> None:
    """The program waits half a minute; the test does not."""
    server = serve(site())
    server.hold("/sq/art_19.shtml")
    command = ["crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "site=baishi", *FAST]
    process = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, *command, "-s", "DOWNLOAD_TIMEOUT=900"],
        cwd=ROOT, env=archive.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: "/sq/art_19.shtml" in server.paths, process)
    process.send_signal(signal.SIGTERM)
    ended = wait_for_end(process)
    assert ended.code == 143
    assert ended.err == ""
    record = archive.runs("baishi")[0]
    assert record["published"] == 1
    assert len(record["failed"]) == 9


def test_stopped_run_keeps_what_is_owed(archive: Archive, serve: Callable[..., Pages]) -> None:
    """It is stopped while it asks for robots.txt, so it has asked for nothing that earlier runs owe."""
    server = serve(site() | {"/sq/art_7.shtml": (500, {}, b"")})
    assert crawl(archive, f"{server.url}/sq/") == 3
    answer = server.hold("/robots.txt")
    server.asked.clear()
    process = start(archive, f"{server.url}/sq/")
    wait_until(lambda: "/robots.txt" in server.paths, process)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: is_closing(archive), process)
    answer.set()
    assert wait_for_end(process).code == 143
    assert server.paths == ["/robots.txt"]
    first, second = archive.runs("baishi")
    assert (
        [row["url"] for row in second["failed"]]
        == [row["url"] for row in first["failed"]]
        == [f"{server.url}/sq/art_7.shtml"]
    )


def test_segment_is_published_after_a_time(archive: Archive, serve: Callable[..., Pages]) -> None:
    """A run that is killed later does not lose it."""
    server = serve(site())
    server.hold("/sq/art_18.shtml")
    process = start(archive, f"{server.url}/sq/", "-s", "SEGMENT_SECONDS=0.5", "-s", "DOWNLOAD_TIMEOUT=900")
    wait_until(lambda: len(archive.versions("baishi")) == 2, process)
    kill(process)
    server.held.pop("/sq/art_18.shtml").set()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert (
        len({version["url"] for version in archive.versions("baishi")})
        == len(archive.versions("baishi"))
        == 20
    )


def test_stopped_revisits_are_left_to_later_runs(crawled_site: Pages, archive: Archive) -> None:
    """The run ends at its limit, in the middle of twenty revisits."""
    answer = crawled_site.hold("/sq/art_15.shtml")
    process = start(archive, f"{crawled_site.url}/sq/", "-a", "revisit=all", "-s", "CLOSESPIDER_TIMEOUT=4")
    wait_until(lambda: "/sq/art_15.shtml" in crawled_site.paths and is_closing(archive), process)
    answer.set()
    ended = wait_for_end(process)
    crawled_site.held.clear()
    assert (ended.code, ended.err) == (3, "")
    assert crawled_site.paths[-1] == "/sq/art_15.shtml"
    visits = archive.runs("baishi")[-1]["visits"]
    assert len(visits["asked"]) <= 3


def test_run_with_another_reactor_ends_well(archive: Archive) -> None:
    """asyncio's is the default. With another one, Scrapy gives a Deferred where it gives a task else."""
    reactor = ("-s", "TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor")
    done = archive.demo("-a", "limit=1", *reactor)
    assert (done.code, done.err) == (0, "")
    wrong = archive.demo("-a", "limit=x", *reactor)
    assert (wrong.code, wrong.err) == (
        2,
        "scrapy crawl: usage: limit=x is not a whole number from 1 to 1000000\n",
    )
