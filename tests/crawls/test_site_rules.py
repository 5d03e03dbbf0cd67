"""A site's own rules reach crawl, revisit, replay, verify, doctor and extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.own_project import DICTS, LIST, Project

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.crawl
SITE = """
from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.extraction import Rules
from bulletin_spider.listings import ListingRules


class Site(DistrictSpider):
    name = "site"
    allowed_domains = ["127.0.0.1"]
    article_rules = (Rules(title="b.real", source="i.from"),)
    channels = {"要闻": Channel("URL", listing_rules=(ListingRules(rows="ul.real li"),))}
"""
TEXT = "会议强调，要抓好落实。" * 9
REAL = LIST.replace("<ul>", "<ul class=real>")


@pytest.fixture
def ruled(project: Callable[..., Project]) -> Project:
    own = project(DICTS)
    own.server.pages["/list/"] = REAL.encode()
    own.server.pages |= {
        f"/x{n}.html": f"<h1>栏目名称不是标题</h1><p><b class=real>真正的标题第{n}号</b></p><i class=from>来源：示例日报</i><p>{TEXT}</p>".encode()
        for n in range(10, 20)
    }
    own.write("own/spiders/site.py", SITE.replace("URL", f"{own.server.url}/list/"))
    return own


def test_rules_reach_every_reader(ruled: Project) -> None:
    crawled = ruled.scrapy("crawl", "site")
    assert (crawled.code, crawled.err) == (0, ""), crawled.out
    versions = ruled.lines("bulletins/site/*.jsonl")
    assert {version["title"] for version in versions} == {f"真正的标题第{n}号" for n in range(10, 20)}
    assert {version["source"] for version in versions} == {"示例日报"}
    assert " 0 read differently" in ruled.scrapy("replay", "--dry-run", "--jobs", "1", "site").out
    assert ruled.scrapy("verify", "--deep").code == 0
    revisited = ruled.scrapy("crawl", "site", "-a", "revisit=all")
    assert (revisited.code, len(ruled.lines("bulletins/site/*.jsonl"))) == (0, 10), revisited.out
    assert "真正的标题" in ruled.scrapy("doctor", "site").out
    ruled.write("page.html", f"<h1>栏目名称不是标题</h1><p><b class=real>真正的标题</b></p><p>{TEXT}</p>")
    assert "真正的标题" in ruled.scrapy("extract", "page.html", "--site", "site").out
    assert '"title": "真正的标题"' not in ruled.scrapy("extract", "page.html").out


def test_old_versions_keep_the_rules_that_read_them(ruled: Project) -> None:
    """``verify --deep`` reads a replaced version again only if the site's own rules are still the same."""
    assert ruled.scrapy("crawl", "site").code == 0
    edited = ruled.server.pages["/x10.html"].decode().replace("要抓好落实", "要真抓好落实")
    ruled.server.pages["/x10.html"] = edited.encode()
    assert ruled.scrapy("crawl", "site", "-a", "revisit=all").code == 0
    ruled.write(
        "own/spiders/site.py", SITE.replace("URL", f"{ruled.server.url}/list/").replace("b.real", "h1")
    )
    assert "reading: " in ruled.scrapy("verify", "--deep").out
    assert ruled.scrapy("replay", "--jobs", "1", "site").code == 0
    checked = ruled.scrapy("verify", "--deep")
    assert checked.code == 0, checked.out


def test_rules_that_find_nothing_are_drift(ruled: Project) -> None:
    ruled.server.pages["/list/"] = LIST.encode()
    ruled.server.pages |= {
        f"/x{n}.html": f"<h1>区委常委会召开第{n}次会议</h1><p>{TEXT}</p>".encode() for n in range(10, 20)
    }
    crawled = ruled.scrapy("crawl", "site")
    assert crawled.code == 4, crawled.out
    assert "要闻: site rule for rows found nothing: ul.real li" in crawled.out
    assert "site rule for title found nothing: b.real in 10 of 10 bulletins" in crawled.out
    version = ruled.lines("bulletins/site/*.jsonl")[0]
    assert "site rule for title found nothing: b.real" in version["warnings"]


def test_wrong_selector_is_one_line(ruled: Project) -> None:
    ruled.write(
        "own/spiders/site.py", SITE.replace("URL", f"{ruled.server.url}/list/").replace("b.real", "b..real")
    )
    crawled = ruled.scrapy("crawl", "site")
    assert (crawled.code, len(crawled.err.splitlines())) == (2, 1)
    assert "b..real" in crawled.err
