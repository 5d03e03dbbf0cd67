"""Any Scrapy spider works with the archive: dicts, own dataclasses, pages, items of other kinds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.crawls.own_project import DICTS, LIST, PAGES, Project

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.crawl


def test_dicts_become_archived_bulletins(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    first = own.scrapy("crawl", "own")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("own: unproven - 2 bulletins published")
    versions = sorted(own.lines("bulletins/own/*.jsonl"), key=lambda version: version["url"])
    assert [version["date"] for version in versions] == ["2026-09-28", "2026-09-27"]
    assert versions[0]["paragraphs"] == ["第一段。", "第二段。"]
    assert versions[0]["reporters"] == ["张三", "李四"]
    assert versions[0]["capture"]["file"].startswith("captures/own/")
    assert own.scrapy("verify").code == 0
    second = own.scrapy("crawl", "own")
    assert (second.code, len(own.lines("bulletins/own/*.jsonl"))) == (0, 2)
    record = own.lines("runs/own/*.jsonl")[-1]
    assert (record["outcome"], record["published"], record["channels"]) == ("unproven", 0, {})
    assert "nothing proves that no bulletin is missing" in record["reasons"][0]


def test_changed_page_becomes_a_revised_version(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    own.scrapy("crawl", "own")
    own.server.pages["/b.html"] = PAGES["/b.html"].replace("正文".encode(), "改过的正文".encode())
    assert own.scrapy("crawl", "own").code == 0
    changes = [version["change"] for version in own.lines("bulletins/own/*.jsonl")]
    assert changes == ["new", "new", "revised"]


@pytest.mark.parametrize(
    "item",
    [
        """
@dataclass
class Item:
    url: str
    title: str
    date: str
    paragraphs: list
    reporters: list = field(default_factory=list)
""",
        """
class Item(scrapy.Item):
    url = scrapy.Field()
    title = scrapy.Field()
    date = scrapy.Field()
    paragraphs = scrapy.Field()
""",
    ],
    ids=["dataclass", "scrapy.Item"],
)
def test_items_of_other_classes_are_archived(project: Callable[..., Project], item: str) -> None:
    body = """
    def parse_page(self, response):
        text = response.css("p::text").getall()
        yield Item(url=response.url, title=response.css("h1::text").get(), date=response.css("i::text").get(), paragraphs=text)
"""
    own = project(body + item)
    done = own.scrapy("crawl", "own")
    assert (done.code, done.err) == (0, "")
    assert len(own.lines("bulletins/own/*.jsonl")) == 2
    assert own.scrapy("verify").code == 0


def test_items_of_another_kind_leave_no_trace(project: Callable[..., Project]) -> None:
    own = project("""
    def parse_page(self, response):
        yield {"price": 3}
""")
    done = own.scrapy("crawl", "own", "-O", "prices.json")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads((own.place / "prices.json").read_text()) == [{"price": 3}, {"price": 3}]
    left = {
        path.name for path in (own.place / "archive").rglob("*") if path.is_file() and path.name[0] != "."
    }
    assert left <= {"own.sqlite"}
    assert own.scrapy("status").out.splitlines()[1].startswith("not crawled yet: own")


def test_spider_without_archive_ends_as_scrapys_own(project: Callable[..., Project]) -> None:
    own = project("    archive = False\n" + DICTS)
    done = own.scrapy("crawl", "own", "-O", "own.jsonl")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert len((own.place / "own.jsonl").read_text().splitlines()) == 2
    assert not (own.place / "archive").exists()


def test_line_that_breaks_the_contract_is_refused(project: Callable[..., Project]) -> None:
    own = project("""
    def parse_page(self, response):
        yield {"url": response.url, "title": "标题", "date": "2026-09-28", "paragraphs": ["段"], "images": [{"url": 3}]}
""")
    done = own.scrapy("crawl", "own")
    assert done.code == 3
    assert own.lines("bulletins/own/*.jsonl") == []
    rejected = own.lines("rejected/own/*.jsonl")
    assert [line["reason"] for line in rejected] == ["contract", "contract"]
    assert rejected[0]["message"].startswith("images[0]")
    assert own.scrapy("crawl", "own").code == 3


def test_failing_pipeline_is_named(project: Callable[..., Project]) -> None:
    own = project(DICTS, '{"ITEM_PIPELINES": {"own.pipelines.Strict": 400}}')
    own.write(
        "own/pipelines.py",
        """
        class Strict:
            def process_item(self, item):
                raise ValueError("no")
    """,
    )
    done = own.scrapy("crawl", "own")
    assert done.code == 3
    assert "2 articles failed: ValueError in Strict" in done.out


def test_spider_that_stops_to_yield_is_reported(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    assert own.scrapy("crawl", "own").code == 0
    own.write(
        "own/spiders/own.py",
        (own.place / "own/spiders/own.py").read_text(encoding="utf-8").replace('css="a"', 'css="b"'),
    )
    done = own.scrapy("crawl", "own")
    assert done.code == 3
    assert "yielded no bulletin, though earlier runs did" in done.out


def test_loader_hears_of_published_segments(project: Callable[..., Project]) -> None:
    own = project(DICTS, '{"EXTENSIONS": {"own.loader.Loader": 0}}')
    own.write(
        "own/loader.py",
        """
        from bulletin_spider.archive.segments.feed_storage import segment_published

        class Loader:
            @classmethod
            def from_crawler(cls, crawler):
                loader = cls()
                crawler.signals.connect(loader.load, segment_published)
                return loader

            def load(self, path, lines, digest):
                with open("loaded.txt", "a") as file:
                    file.write(f"{path.name} {lines} {digest}\\n")
    """,
    )
    assert own.scrapy("crawl", "own").code == 0
    name, lines, digest = (own.place / "loaded.txt").read_text().split()
    entry = own.lines("runs/own/*.jsonl")[0]["files"][0]
    assert (entry["name"].rpartition("/")[2], str(entry["lines"]), entry["sha256"]) == (name, lines, digest)


SITE = """
from dataclasses import dataclass, field

from bulletin_spider.crawl import Channel, DistrictSpider
from bulletin_spider.items import Bulletin


@dataclass
class Longer(Bulletin):
    district: str = ""
    votes: list = field(default_factory=list)


class Site(DistrictSpider):
    name = "site"
    allowed_domains = ["127.0.0.1"]
    channels = {"要闻": Channel("URL")}

    def parse_article(self, response, row):
        text = response.css("p::text").getall()
        yield CLASS(id="", url=row.url, site="", channel=row.channel, title=row.title, date=row.date, paragraphs=textMORE)
"""


def site_of(own: Project, cls: str, more: str = "") -> None:
    own.server.pages["/list/"] = LIST.encode()
    own.server.pages |= {f"/x{n}.html": f"<p>第{n}次。</p>".encode() for n in range(10, 20)}
    text = SITE.replace("URL", f"{own.server.url}/list/").replace("CLASS", cls).replace("MORE", more)
    own.write("own/spiders/site.py", text)


def test_site_may_yield_bulletins_of_its_own(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    site_of(own, "Bulletin")
    first = own.scrapy("crawl", "site")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("site: ok - 10 bulletins published")
    assert own.scrapy("verify", "--deep").code == 0
    assert "10 read by its spider" in own.scrapy("replay", "--jobs", "1", "site").out
    assert len(own.lines("bulletins/site/*.jsonl")) == 10
    assert own.scrapy("crawl", "site").out.startswith("site: ok, nothing new")


def test_fields_of_a_subclass_come_after_ours(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    site_of(own, "Longer", ', district="示例区", votes=[1, 2]')
    assert own.scrapy("crawl", "site").code == 0
    version = own.lines("bulletins/site/*.jsonl")[0]
    assert list(version)[-3:] == ["section", "district", "votes"]
    assert (version["district"], version["votes"]) == ("示例区", [1, 2])
    assert own.scrapy("verify").code == 0
    schema = json.loads(own.scrapy("schema", "--item", "own.spiders.site.Longer").out)
    assert list(schema["properties"])[-3:] == ["section", "district", "votes"]
    assert "district" not in schema["required"]
    assert own.scrapy("schema", "--item", "own.spiders.site.Site").code == 2
    site_of(own, "Longer", ', district="另一区", votes=[3]')
    assert own.scrapy("crawl", "site", "-a", "full=1").out.startswith("site: ok, nothing new")


def test_genspider_writes_a_site_that_runs(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    site_of(own, "Bulletin")
    made = own.scrapy("genspider", "baishi", f"{own.server.url}/list/")
    assert made.code == 0, made.err
    own.server.pages |= {
        f"/x{n}.html": f"<h1>区委常委会召开第{n}次会议</h1><p>{'会议强调，要抓好落实。' * 9}</p>".encode()
        for n in range(10, 20)
    }
    done = own.scrapy("crawl", "baishi")
    assert (done.code, done.err) == (0, ""), done.out
    assert done.out.startswith("baishi: ok - 10 bulletins published")


def test_parse_shows_rows_and_content_without_archive(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    site_of(own, "Bulletin")
    own.server.pages["/x10.html"] = (
        f"<h1>区委常委会召开第10次会议</h1><p>{'会议强调，要抓好落实。' * 9}</p>".encode()
    )
    rows = own.scrapy("parse", "--spider", "site", f"{own.server.url}/list/", "--nocolour")
    assert (rows.code, rows.out.count("'title'")) == (0, 10)
    article = own.scrapy("parse", "--spider", "site", f"{own.server.url}/x10.html", "--nocolour")
    assert "区委常委会召开第10次会议" in article.out
    assert not (own.place / "archive").exists()


def test_jobdir_and_doctor_refuse_in_one_line(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    site_of(own, "Bulletin")
    refused = own.scrapy("crawl", "site", "-s", "JOBDIR=job")
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert "JOBDIR: leave it out" in refused.err
    examined = own.scrapy("doctor", "own")
    assert (examined.code, len(examined.err.splitlines())) == (2, 1)
    assert "own is a spider without channels" in examined.err
    scheduled = own.scrapy("schedule", "--every", "2h", "own")
    assert scheduled.code == 0
