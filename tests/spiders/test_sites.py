"""Every registered site reads the pages kept for it, and says where they come from."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import json
import os
import re
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
BEIJING = [
    "changping",
    "chaoyang",
    "daxing",
    "dongcheng",
    "fangshan",
    "fengtai",
    "haidian",
    "huairou",
    "mentougou",
    "miyun",
    "pinggu",
    "shijingshan",
    "shunyi",
    "tongzhou",
    "xicheng",
    "yanqing",
]
CONFIDENCE = {"high", "medium", "low"}
STILL_MISREAD = {
    ("rows", "miyun", "listing"): "the ornament in front of a row's link stays in its title",
    ("bulletin", "chaoyang", "article"): "a line of documents under the body is read as its last paragraph",
    ("bulletin", "huairou", "article"): "a line of documents under the body is read as its last paragraph",
    ("bulletin", "shijingshan", "article"): "the page's foot is read as the body's last paragraph",
}
"""What a page says is right and stays; a reader that learns it makes the strict mark fail, which then goes."""


def case(site: str, name: str) -> tuple[bytes, dict[str, Any]]:
    place = KEPT / site / name
    return (place / "page.html").read_bytes(), json.loads(
        (place / "expected.json").read_text(encoding="utf-8")
    )


def cases(kind: str, key: str) -> list[Any]:
    """Return site and case of every kept page of a kind (``listing``, ``listing_<template>`` …) that states ``key``."""
    found = []
    for place in sorted(KEPT.glob("*/*")):
        site, name = place.parent.name, place.name
        if name.partition("_")[0] == kind and key in case(site, name)[1]:
            reason = STILL_MISREAD.get((key, site, name))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(site, name, id=f"{site}-{name}", marks=marks))
    return found


@pytest.mark.parametrize(("site", "name"), cases("listing", "rows"))
def test_a_listing_is_read_as_expected(site: str, name: str) -> None:
    body, expected = case(site, name)
    listing = read_listing(body, expected["url"])
    rows = [[entry.title, entry.url, str(entry.date)] for entry in listing.entries]
    assert rows == expected["rows"]
    assert [entry.url for entry in listing.entries if entry.document] == expected.get("documents", [])


@pytest.mark.parametrize(("site", "name"), cases("listing", "next_page"))
def test_a_listing_leads_to_its_next_page_where_that_is_known(site: str, name: str) -> None:
    body, expected = case(site, name)
    page = read_listing(body, expected["url"]).next_page
    assert (page and page.url) == expected["next_page"]


@pytest.mark.parametrize(("site", "name"), cases("article", "bulletin"))
def test_an_article_is_read_as_expected(site: str, name: str) -> None:
    body, expected = case(site, name)
    title, day = expected["row"]
    content = extract(body, expected["url"], Hints(title=title, date=dt.date.fromisoformat(day)))
    assert {name: getattr(content, name) for name in expected["bulletin"]} == expected["bulletin"]


def test_all_districts_of_beijing_are_registered() -> None:
    assert len(BEIJING) == 16
    assert set(BEIJING) <= set(SITES)


@pytest.mark.parametrize("site", SITES)
def test_a_site_keeps_a_listing_and_an_article_of_its_own(site: str) -> None:
    hosts = LOADER.load(site).allowed_domains  # type: ignore[attr-defined]
    for name in ("listing", "article"):
        _, expected = case(site, name)
        assert within(expected["url"], hosts)


def test_no_two_sites_share_a_domain() -> None:
    owners: dict[str, str] = {}
    for site in SITES:
        for domain in LOADER.load(site).allowed_domains:  # type: ignore[attr-defined]
            assert owners.setdefault(domain, site) == site
    for domain, other in itertools.permutations(owners, 2):
        assert not within(f"https://{domain}/", [other])


@pytest.mark.parametrize("site", SITES)
def test_a_site_states_its_facts_and_nothing_else(site: str) -> None:
    spider = LOADER.load(site)
    docstring = inspect.getdoc(spider) or ""
    for fact in ("Domain", "Channels", "CMS", "Caveats", "Seen"):
        assert f"\n{fact}\n" in docstring
    own_methods = [name for name, member in vars(spider).items() if inspect.isfunction(member)]
    assert own_methods == [], "a method in a site file belongs in listings/"
    assert not {"ROBOTSTXT_OBEY", "USER_AGENT"} & set(spider.custom_settings or {}), (
        "no site is asked in disguise"
    )
    for channel in spider.channels.values():  # type: ignore[attr-defined]
        assert within(channel.url, spider.allowed_domains)  # type: ignore[attr-defined]
        assert urlsplit(channel.url).path.endswith(("/", "html", "htm", "shtml"))
    assert within(spider.home, spider.allowed_domains)  # type: ignore[attr-defined]


@pytest.mark.parametrize("site", SITES)
def test_a_site_says_when_each_channel_was_seen_and_how_sure_that_is(site: str) -> None:
    spider = LOADER.load(site)
    words = " ".join((inspect.getdoc(spider) or "").split())
    assert set(re.findall(r"(\w+) confidence", words)) <= CONFIDENCE
    for name in spider.channels:  # type: ignore[attr-defined]
        stated = re.search(
            rf"(?<!\w){name} \(seen [-\d]+(?: to [-\d]+)?, (?:{'|'.join(CONFIDENCE)}) confidence\)", words
        )
        assert stated or f"{name} (unknown)" in words


@pytest.mark.parametrize("site", SITES)
def test_a_channel_is_found_again_by_words_no_other_channel_has(site: str) -> None:
    channels = LOADER.load(site).channels  # type: ignore[attr-defined]
    words = [word for name, channel in channels.items() for word in (name, *channel.words)]
    assert len(words) == len(set(words))
    assert len({channel.url for channel in channels.values()}) == len(channels)


def test_the_page_on_adding_a_site_shows_a_whole_site_file() -> None:
    guide = (ROOT / "docs" / "add_a_site.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- whole: (\S+) -->\n```python\n(.*?)```", guide, re.DOTALL)
    assert [path for path, _ in shown] == ["bulletin_spider/spiders/haidian.py"]
    assert all((ROOT / path).read_text(encoding="utf-8") == text for path, text in shown)


def test_chaoyang_keeps_its_pages_in_the_encoding_of_its_site() -> None:
    for name in ("listing", "article"):
        body, _ = case("chaoyang", name)
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert "喆" in body.decode("gb18030")


def crawl(site: str, server: str, archive: Path) -> dict[str, Any]:
    """Crawl the channels on the site's home host, which is replaced by a server on loopback; return the run's record."""
    script = f"""
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from bulletin_spider.listings.channel import Channel

settings = get_project_settings()
Site = SpiderLoader.from_settings(settings).load("{site}")
Site.allowed_domains = ["127.0.0.1"]
Site.channels = {{
    name: Channel(channel.url.replace(Site.home, "{server}/"))
    for name, channel in Site.channels.items()
    if channel.url.startswith(Site.home)
}}
settings.setdict({{"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Site)
process.start()
"""
    environment = os.environ | {"BULLETIN_ARCHIVE": str(archive)}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, timeout=60)
    (record,) = (json.loads(line) for line in (archive / "runs" / f"{site}.jsonl").read_bytes().splitlines())
    assert isinstance(record, dict)
    return record


def rows_of(record: dict[str, Any]) -> dict[str, Any]:
    return {name: account["rows"] for name, account in record["channels"].items()}


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
    record = crawl("haidian", server.url, tmp_path)
    assert record["outcome"] == "ok"
    assert rows_of(record) == {"通知公告": {"new": 3}, "常委活动": {"new": 3}}


def test_chaoyang_is_crawled_over_pages_in_its_encoding(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """Its header says gb2312, its pages hold characters that GB2312 lacks, and its links hold tabs."""
    listing, expected = case("chaoyang", "listing")
    article, about = case("chaoyang", "article")
    plain = {"Content-Type": "text/html; charset=gb2312"}
    pages: dict[str, object] = {urlsplit(url).path: (200, plain, article) for _, url, _ in expected["rows"]}
    last = listing[: listing.index(b'<div class="pages">')] + b"</body></html>"
    for place in ("news", "zwhd", "notice"):
        pages[f"/dynamic/{place}/"] = (200, plain, listing)
        pages[f"/dynamic/{place}/index_1.html"] = (200, plain, last)
    record = crawl("chaoyang", serve(pages).url, tmp_path)
    assert record["outcome"] == "ok"
    segments = sorted((tmp_path / "bulletins" / "chaoyang").glob("*.jsonl"))
    bulletins = [json.loads(line) for segment in segments for line in segment.read_bytes().splitlines()]
    assert len(bulletins) == len(expected["rows"])
    assert {bulletin["title"] for bulletin in bulletins} == {about["bulletin"]["title"]}
    assert all(bulletin["reporters"] == ["麦喆"] for bulletin in bulletins)
