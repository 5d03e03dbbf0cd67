"""Listings of many kinds are crawled whole; a listing that cannot be followed is a gap."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.crawls.baishi import crawl, listing, on_root, site
from tests.crawls.waiting import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.crawls.conftest import FirstCrawl
    from tests.serving import Pages

pytestmark = pytest.mark.crawl


def test_unknown_listing_is_crawled_whole(first_crawl: FirstCrawl) -> None:
    versions = {version["title"]: version for version in first_crawl.archive.versions("baishi")}
    assert set(versions) == {f"第{number}期社区开放日举行" for number in range(1, 21)}
    one = versions["第7期社区开放日举行"]
    assert one["date"] == "2025-09-07"
    assert one["source"] == "白石区政府网"
    assert one["channel"] == "/sq/"
    assert len(one["paragraphs"]) == 2
    assert first_crawl.requests[0][0] == "/robots.txt"
    assert all(agent.startswith("BulletinSpider/") for _, agent in first_crawl.requests)


def test_site_is_named_after_its_host(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    archive.scrapy(
        "crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "limit=1", "-s", "DOWNLOAD_DELAY=0.01"
    )
    assert [path.name for path in (archive.root / "bulletins").iterdir()] == [
        server.url.removeprefix("http://").replace(".", "_").replace(":", "_")
    ]


def test_next_run_closes_a_gap(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    second = pages.pop("/sq/list_2.shtml")
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 3
    account = archive.runs("baishi")[0]["channels"]["/sq/"]
    assert account["overlap"] == "not reached: page 2: HTTP 404"
    pages["/sq/list_2.shtml"] = second
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len({version["id"] for version in archive.versions("baishi")}) == 20
    assert len(archive.versions("baishi")) == 20


def test_full_walk_passes_known_pages(archive: Archive, crawled_site: Pages) -> None:
    """No known article is requested again."""
    crawl(archive, f"{crawled_site.url}/sq/", "-a", "full=1")
    assert crawled_site.paths == ["/robots.txt", "/sq/", "/sq/list_2.shtml"]


def test_listing_in_a_frame_is_crawled(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    pages["/sq/list.shtml"] = pages.pop("/sq/")
    pages["/sq/"] = "<html><body><div>社区动态</div><iframe src='/sq/list.shtml'></iframe></body></html>"
    server = serve(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20


def test_page_without_rows_is_a_gap(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(
        {
            "/sq/": "<html><body><iframe src='/sq/list.shtml'></iframe></body></html>",
            "/sq/list.shtml": "<p>-</p>",
        }
    )
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2 shows no rows"]


def test_json_listing_is_crawled(archive: Archive, serve: Callable[..., Pages]) -> None:
    rows = [
        {
            "title": f"第{number}期社区开放日举行",
            "url": f"/sq/art_{number}.shtml",
            "pubDate": f"2025-09-{number:02}",
        }
        for number in range(20, 0, -1)
    ]
    server = serve(site())
    kind = {"Content-Type": "application/json"}
    for page in (1, 2):
        data = {"total": 20, "rows": rows[(page - 1) * 10 : page * 10]}
        server.pages[f"/api/list?pageNum={page}&pageSize=10"] = (200, kind, json.dumps(data).encode())
    assert crawl(archive, f"{server.url}/api/list?pageNum=1&pageSize=10") == 0
    assert len(archive.versions("baishi")) == 20


def test_repeated_rows_are_a_gap(archive: Archive, serve: Callable[..., Pages]) -> None:
    page = on_root(listing(range(20, 10, -1), "/sq/?page=2"))
    server = serve(site() | {"/sq/": page, "/sq/?page=2": page.replace("page=2", "page=3")})
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2 repeats the rows before it"]


def test_query_tells_two_channels_apart(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    server.pages |= {f"/l?c={c}": on_root(listing(range(10 * c, 10 * c - 10, -1), None)) for c in (1, 2)}
    for c in (1, 2):
        assert crawl(archive, f"{server.url}/l?c={c}") == 0
    assert len(archive.versions("baishi")) == 20


TWO_CHANNELS = """
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from bulletin_spider.crawl import Channel, DistrictSpider


class Two(DistrictSpider):
    name = "two"
    allowed_domains = ["127.0.0.1"]
    channels = {"甲": Channel("HERE/a/"), "乙": Channel("HERE/b/")}


settings = get_project_settings()
settings.setdict({"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Two)
process.start()
"""


def crawl_two_channels(archive: Archive, server: Pages) -> int:
    command = [sys.executable, "-c", TWO_CHANNELS.replace("HERE", server.url)]
    environment = archive.environment()
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=LIMIT).returncode


def test_another_channels_bulletins_hide_no_new_ones(archive: Archive, serve: Callable[..., Pages]) -> None:
    """A page of bulletins that only the other channel knows does not prove an overlap for this one."""
    server = serve(site())
    server.pages |= {
        "/a/": on_root(listing(range(20, 10, -1), None)),
        "/b/": on_root(listing(range(3, 0, -1), None)),
    }
    assert crawl_two_channels(archive, server) == 0
    server.pages["/b/"] = on_root(listing(range(20, 10, -1), "/b/2"))
    server.pages["/b/2"] = on_root(listing(range(8, 0, -1), None))
    assert crawl_two_channels(archive, server) == 0
    assert {version["title"] for version in archive.versions("two")} == {
        f"第{number}期社区开放日举行" for number in (*range(1, 9), *range(11, 21))
    }
    assert crawl_two_channels(archive, server) == 0
    assert archive.runs("two")[-1]["channels"]["乙"]["overlap"] == "reached: overlap on page 1"
