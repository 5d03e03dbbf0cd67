"""Crawl whole sites from a server on loopback that has their paths; a test cannot reach the real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import last_run_records
from tests.conftest import ROOT
from tests.spiders.test_sites import case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

CRAWL = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from bulletin_spider.crawl.channel import Channel

name, here = sys.argv[1:]
settings = get_project_settings()
Site = SpiderLoader.from_settings(settings).load(name)
home, Site.home, Site.allowed_domains = Site.home, here + "/", ["127.0.0.1"]
Site.channels = {
    name: Channel(channel.url.replace(home, Site.home))
    for name, channel in Site.channels.items()
    if channel.url.startswith(home)
}
settings.setdict({"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Site)
process.start()
"""


def crawl(site: str, server: Pages, archive: Path) -> dict[str, Any]:
    """Crawl the channels on a site's home host, with ``server`` in place of the host; return the run's record."""
    environment = os.environ | {"BULLETIN_ARCHIVE": str(archive)}
    command = [sys.executable, "-c", CRAWL, site, server.url]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
    return last_run_records(Layout(archive), site, 1)[0]


@pytest.fixture
def haidian(serve: Callable[..., Pages]) -> Pages:
    """A server with the paths of the real site, where 常委活动 answers 301 first."""
    listing, _ = case("haidian", "listing")
    article, _ = case("haidian", "article")
    second = listing.replace(b"tzgg", b"cwhd").replace("示例会议".encode(), "示例活动".encode())
    names = ("t20200403_4396001.htm", "t20200402_4395002.htm", "t20200401_4394003.htm")
    server = serve(
        {f"/qwyw/{channel}/202004/{name}": article for channel in ("tzgg", "cwhd") for name in names}
    )
    host = server.url.encode()
    server.pages |= {
        "/qwyw/tzgg/": listing.replace(b"http://hdqw.bjhd.gov.cn", host),
        "/qwyw/cwhd/": (301, {"Location": "/qwyw/cwhd/index.htm"}, b""),
        "/qwyw/cwhd/index.htm": second.replace(b"http://hdqw.bjhd.gov.cn", host),
    }
    return server


def test_haidian_is_crawled_at_its_own_paths(haidian: Pages, tmp_path: Path) -> None:
    record = crawl("haidian", haidian, tmp_path)
    assert record["outcome"] == "ok"
    rows = {name: account["rows"] for name, account in record["channels"].items()}
    assert rows == {"通知公告": {"new": 3}, "常委活动": {"new": 3}}


def test_moved_channel_is_found_in_the_menu(haidian: Pages, tmp_path: Path) -> None:
    haidian.pages["/xw/gg/"] = haidian.pages.pop("/qwyw/tzgg/")
    haidian.pages["/xw/gg/202004/t20200401_4394003.htm"] = haidian.pages[
        "/qwyw/tzgg/202004/t20200401_4394003.htm"
    ]
    haidian.pages["/"] = "<ul><li><a href='/xw/'>新闻</a></li><li><a href='/xw/gg/'>通知公告</a></li></ul>"
    record = crawl("haidian", haidian, tmp_path)
    assert record["outcome"] == "ok"
    account = record["channels"]["通知公告"]
    assert account["url"] == f"{haidian.url}/xw/gg/"
    assert account["moved_from"] == f"{haidian.url}/qwyw/tzgg/"
    assert account["rows"] == {"new": 3}
    assert record["reasons"] == [
        f"通知公告: moved to {haidian.url}/xw/gg/, the site file has {haidian.url}/qwyw/tzgg/"
    ]


def test_lost_channel_is_a_gap(haidian: Pages, tmp_path: Path) -> None:
    del haidian.pages["/qwyw/tzgg/"]
    haidian.pages["/"] = "<ul><li><a href='/xw/'>新闻</a></li></ul>"
    record = crawl("haidian", haidian, tmp_path)
    assert record["outcome"] == "incomplete"
    assert record["channels"]["通知公告"]["overlap"] == "not reached: page 1: HTTP 404"
    assert record["channels"]["常委活动"]["rows"] == {"new": 3}


def test_chaoyang_is_crawled_in_its_encoding(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """Its header says gb2312, its pages hold characters that GB2312 lacks, and its links hold tabs."""
    listing, expected = case("chaoyang", "listing")
    article, about = case("chaoyang", "article")
    plain = {"Content-Type": "text/html; charset=gb2312"}
    pages: dict[str, object] = {urlsplit(url).path: (200, plain, article) for _, url, _ in expected["rows"]}
    last = listing[: listing.index(b'<div class="pages">')] + b"</body></html>"
    for place in ("news", "zwhd", "notice"):
        pages[f"/dynamic/{place}/"] = (200, plain, listing)
        pages[f"/dynamic/{place}/index_1.html"] = (200, plain, last)
    record = crawl("chaoyang", serve(pages), tmp_path)
    assert record["outcome"] == "ok"
    segments = sorted((tmp_path / "bulletins" / "chaoyang").glob("*.jsonl"))
    bulletins = [json.loads(line) for segment in segments for line in segment.read_bytes().splitlines()]
    assert len(bulletins) == len(expected["rows"])
    assert {bulletin["title"] for bulletin in bulletins} == {about["bulletin"]["title"]}
    assert all(bulletin["reporters"] == ["麦喆"] for bulletin in bulletins)
