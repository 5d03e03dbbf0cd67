"""A run obeys robots.txt, sends one request at a time, keeps the delay and stops where it is not wanted."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

UNTHROTTLED = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01")


def assert_apart(server: Pages, seconds: float) -> None:
    """Assert that requests were sent one at a time, ``seconds`` apart.

    A busy machine notices a request late, so moments of arrival say little about moments of sending. But each request
    is sent after the answer to the one before it began, and arrives after it is sent. So between an answer and the
    arrival of the n-th request after it there are at least n - 1 delays, on the slowest machine too.
    """
    arrivals = [moment for _, _, moment in server.asked]
    for number, answered in enumerate(server.answered):
        for delays, arrived in enumerate(arrivals[number + 1 :]):
            assert arrived - answered >= delays * (seconds - 0.01), "two requests were too close"


def test_run_obeys_robots_txt(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(
        site() | {"/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n")}
    )
    assert crawl(archive, f"{server.url}/sq/") == 6
    assert server.paths == ["/robots.txt"]
    assert archive.runs("baishi")[0]["outcome"] == "forbidden"


def test_unreadable_robots_txt_forbids_the_site(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site() | {"/robots.txt": (503, {}, b"")})
    assert crawl(archive, f"{server.url}/sq/") == 7
    assert server.paths == ["/robots.txt"]
    reasons = archive.runs("baishi")[0]["reasons"]
    assert reasons == ["/sq/: page 1: its robots.txt could not be read: HTTP 503"]
    server.pages["/robots.txt"] = (521, {}, b"<script>var a = '__jsl_clearance'</script>")
    assert crawl(archive, f"{server.url}/sq/") == 5, "a firewall answers like this"
    assert server.paths == ["/robots.txt"] * 2
    server.pages["/robots.txt"] = (403, {}, b"")
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=1") == 0, "a site that hides it forbids nothing"


def test_run_keeps_the_crawl_delay(archive: Archive, serve: Callable[..., Pages]) -> None:
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.4\n")
    server = serve(site() | {"/robots.txt": robots}, delay=0.05)
    archive.scrapy(
        "crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "site=baishi", "-a", "limit=4", *UNTHROTTLED
    )
    assert len([path for path in server.paths if path != "/robots.txt"]) == 5
    assert_apart(server, 0.4)
    assert archive.runs("baishi")[0]["seconds"] >= 4 * 0.4


def test_long_crawl_delay_has_a_ceiling(archive: Archive, serve: Callable[..., Pages]) -> None:
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 600\n")
    server = serve(site() | {"/robots.txt": robots})
    assert (
        crawl(
            archive,
            f"{server.url}/sq/",
            "-a",
            "limit=1",
            "-s",
            "CRAWL_DELAY_MAX=1",
            "-s",
            "CLOSESPIDER_TIMEOUT=9",
        )
        == 0
    )
    assert_apart(server, 1)
    (reason,) = archive.runs("baishi")[0]["reasons"]
    assert reason == (
        "robots.txt asks for 600 s, we wait 1: a run asks for about 9 pages, "
        "and a full walk takes at least 2 runs (setting CLOSESPIDER_TIMEOUT)"
    )
    (log,) = (archive.root / "logs" / "baishi").iterdir()
    assert "127.0.0.1: robots.txt asks for 600 s, we wait 1" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [600_000, 12_000_000])
def test_enormous_robots_txt_is_read_in_part(
    archive: Archive, serve: Callable[..., Pages], size: int
) -> None:
    """A page of twelve megabytes would not be read at all."""
    body = b"User-agent: *\nDisallow: /sq/art_20\n" + b"# nothing\n" * (size // 10) + b"Disallow: /\n"
    server = serve(site() | {"/robots.txt": (200, {"Content-Type": "text/plain"}, body)})
    assert crawl(archive, f"{server.url}/sq/", "-a", "limit=2") == 0
    assert server.paths == ["/robots.txt", "/sq/", "/sq/art_19.shtml"]
    assert archive.scrapy("verify").code == 0


def test_requests_are_a_second_apart_by_default(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They name a contact."""
    monkeypatch.setenv("BULLETIN_CONTACT", "mailto:archive@example.org")
    server = serve(site())
    archive.scrapy("crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "site=baishi", "-a", "limit=2")
    assert len(server.asked) == 4
    assert_apart(server, 1)
    assert archive.runs("baishi")[0]["seconds"] >= 3
    assert {agent.partition(" ")[2] for _, agent, _ in server.asked} == {"(+mailto:archive@example.org)"}


def test_refused_connection_means_unreachable(archive: Archive) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # nobody else can listen there, and it does not listen
        ended = archive.scrapy(
            "crawl", "listing", "-a", f"url=http://127.0.0.1:{silent.getsockname()[1]}/", "-a", "site=baishi",
            "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0.01",
        )  # fmt: skip
    assert ended.code == 7
    assert "Traceback" not in ended.err
    assert ended.out.startswith("baishi: unreachable")


def test_refused_listing_means_blocked(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (412, {}, b"<script>document.cookie=1</script>")})
    assert crawl(archive, f"{server.url}/sq/") == 5


def test_refused_articles_end_the_run(archive: Archive, serve: Callable[..., Pages]) -> None:
    """The next run publishes them."""
    refused = {f"/sq/art_{number}.shtml": (412, {}, b"") for number in range(1, 21)}
    server = serve(site() | refused)
    assert crawl(archive, f"{server.url}/sq/") == 5
    assert sum("art_" in path for path in server.paths) < 20
    server.pages = site()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20
