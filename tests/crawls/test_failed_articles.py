"""An article that cannot be fetched stays owed, until it is published or given up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import FAST, crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

TWO_ATTEMPTS = ("-s", "ARTICLE_ATTEMPTS=2")


def test_next_run_publishes_owed_articles(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    whole = pages["/sq/art_3.shtml"]
    pages["/sq/art_3.shtml"] = (503, {}, b"")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert len(archive.versions("baishi")) == 19
    record = archive.runs("baishi")[0]
    assert record["outcome"] == "incomplete"
    assert record["reasons"] == ["1 article failed: HTTP 503"]
    assert [row["attempts"] for row in record["failed"]] == [1]
    pages["/sq/art_3.shtml"] = whole
    server.asked.clear()
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert server.paths == ["/robots.txt", "/sq/art_3.shtml", "/sq/"]
    assert len({version["id"] for version in archive.versions("baishi")}) == 20
    assert archive.runs("baishi")[1]["owed"] == {"new": 1}
    assert archive.runs("baishi")[1]["failed"] == []


def test_article_is_given_up_after_its_attempts(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site() | {"/sq/art_3.shtml": (503, {}, b"")})
    for _ in range(3):
        crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS)
    runs = archive.runs("baishi")
    assert [len(record["failed"]) for record in runs] == [1, 0, 0]
    assert [record["outcome"] for record in runs] == ["incomplete", "incomplete", "ok, nothing new"]
    assert "1 article failed: given up after 2 runs" in runs[1]["reasons"]
    assert list(runs[1]["settled"].values()) == ["failed"]


def test_gone_article_is_given_up_too(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    del pages["/sq/art_13.shtml"]
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS) == 0
    assert archive.runs("baishi")[0]["channels"]["/sq/"]["rows"] == {"new": 19, "gone": 1}
    asked = []
    for _ in range(2):
        server.asked.clear()
        assert crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS) == 0
        asked.append(server.paths)
    assert asked == [["/robots.txt", "/sq/art_13.shtml", "/sq/"], ["/robots.txt", "/sq/"]]
    assert archive.runs("baishi")[2]["as"] == archive.runs("baishi")[1]["run"]


def test_articles_given_up_stay_counted(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    for number in (3, 13):
        del pages[f"/sq/art_{number}.shtml"]
    pages["/sq/art_5.shtml"] = "<html><body></body></html>"
    arguments = ("crawl", "listing", "-a", f"url={serve(pages).url}/sq/", "-a", "site=baishi", *FAST)
    first = archive.scrapy(*arguments, "-s", "ARTICLE_ATTEMPTS=1")
    reason = "3 of 20 articles gave no bulletin: 1 refused (1 empty), 2 gone"
    assert (first.code, archive.runs("baishi")[0]["reasons"]) == (3, [reason])
    assert "  given up so far: 2 gone, 1 refused\n" in first.out
    second = archive.scrapy(*arguments)
    assert (second.code, "  given up so far: 2 gone, 1 refused" in second.out) == (0, True)
    status = json.loads(archive.scrapy("status", "baishi", "--json").out)
    assert (status["owed"], status["given_up"]) == (0, {"gone": 2, "refused": 1})


def test_redirect_to_an_error_page_stays_owed(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    whole = {number: pages[f"/sq/art_{number}.shtml"] for number in (3, 4, 5)}
    for number in whole:
        pages[f"/sq/art_{number}.shtml"] = (302, {"Location": "/busy.html"}, b"")
    pages["/busy.html"] = "<html><body><p>系统繁忙，请稍后再试</p></body></html>"
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert len(archive.versions("baishi")) == 17
    server.pages |= {f"/sq/art_{number}.shtml": page for number, page in whole.items()}
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20


def test_outage_counts_as_no_attempt(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    whole = pages["/sq/art_3.shtml"]
    pages["/sq/art_3.shtml"] = (503, {}, b"")
    server = serve(pages)
    crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS)
    up, server.pages = server.pages, {}
    for _ in range(2):
        assert crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS) != 0
    server.pages = up | {"/sq/art_3.shtml": whole}
    assert crawl(archive, f"{server.url}/sq/", *TWO_ATTEMPTS) == 0
    assert len(archive.versions("baishi")) == 20
