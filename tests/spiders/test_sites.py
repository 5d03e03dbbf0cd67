"""Every registered site reads the pages kept for it, and says where they come from."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from bulletin_spider.extraction import Hints, extract
from bulletin_spider.listings.discovery import read_listing
from bulletin_spider.normalization.addresses import within
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving import Pages

KEPT = Path(__file__).parents[1] / "sites"
LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = sorted(set(LOADER.list()) - {"demo", "listing"})


def case(site: str, name: str) -> tuple[bytes, dict[str, Any]]:
    place = KEPT / site / name
    return (place / "page.html").read_bytes(), json.loads(
        (place / "expected.json").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("site", SITES)
def test_a_listing_is_read_as_expected(site: str) -> None:
    body, expected = case(site, "listing")
    listing = read_listing(body, expected["url"])
    rows = [[entry.title, entry.url, str(entry.date)] for entry in listing.entries]
    assert rows == expected["rows"]


@pytest.mark.parametrize("site", SITES)
def test_an_article_is_read_as_expected(site: str) -> None:
    body, expected = case(site, "article")
    title, day = expected["row"]
    content = extract(body, expected["url"], Hints(title=title, date=dt.date.fromisoformat(day)))
    assert {name: getattr(content, name) for name in expected["bulletin"]} == expected["bulletin"]


@pytest.mark.parametrize("site", SITES)
def test_a_site_states_its_facts_and_nothing_else(site: str) -> None:
    spider = LOADER.load(site)
    docstring = inspect.getdoc(spider) or ""
    for fact in ("Domain", "Channels", "CMS", "Caveats", "Seen"):
        assert f"\n{fact}\n" in docstring
    own_methods = [name for name, member in vars(spider).items() if inspect.isfunction(member)]
    assert own_methods == [], "a method in a site file belongs in listings/"
    for channel in spider.channels.values():  # type: ignore[attr-defined]
        assert within(channel.url, spider.allowed_domains)  # type: ignore[attr-defined]
        assert urlsplit(channel.url).path.endswith(("/", "html", "htm", "shtml"))
    assert within(spider.home, spider.allowed_domains)  # type: ignore[attr-defined]


def test_haidian_is_crawled_at_its_own_paths(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """The site cannot be reached from a test, so its host is replaced by a server with its paths and its 301."""
    listing, _ = case("haidian", "listing")
    article, _ = case("haidian", "article")
    second = listing.replace(b"tzgg", b"cwhd").replace("示例会议".encode(), "示例活动".encode())
    pages: dict[str, object] = {
        f"/qwyw/{channel}/202004/{name}": article
        for channel in ("tzgg", "cwhd")
        for name in ("t20200403_4396001.htm", "t20200402_4395002.htm", "t20200401_4394003.htm")
    }
    server = serve(pages)
    host = server.url.encode()
    server.pages |= {
        "/qwyw/tzgg/": listing.replace(b"http://hdqw.bjhd.gov.cn", host),
        "/qwyw/cwhd/": (301, {"Location": "/qwyw/cwhd/index.htm"}, b""),
        "/qwyw/cwhd/index.htm": second.replace(b"http://hdqw.bjhd.gov.cn", host),
    }
    script = f"""
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from bulletin_spider.listings.channel import Channel
from bulletin_spider.spiders.haidian import HaidianSpider as Haidian

Haidian.allowed_domains = ["127.0.0.1"]
away = "https://hdqw.bjhd.gov.cn"
Haidian.channels = {{
    name: Channel(channel.url.replace(away, "{server.url}")) for name, channel in Haidian.channels.items()
}}
settings = get_project_settings()
settings.setdict({{"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Haidian)
process.start()
"""
    environment = os.environ | {"BULLETIN_ARCHIVE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, timeout=60)
    (record,) = (json.loads(line) for line in (tmp_path / "runs" / "haidian.jsonl").read_bytes().splitlines())
    assert record["outcome"] == "ok"
    assert {name: account["rows"] for name, account in record["channels"].items()} == {
        "通知公告": {"new": 3},
        "常委活动": {"new": 3},
    }
