"""What a project's own spiders, items, pipelines and settings may do, and what only the archive decides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.crawls.own_project import DICTS, Project
from tests.crawls.test_any_spider import site_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.crawl


KINDS = """
import datetime as dt
import attrs
from bulletin_spider.items import Bulletin, Page

@attrs.frozen
class Frozen:
    url: str
    title: str
    date: str
    paragraphs: list
    site: str = "elsewhere"

@dataclass
class Longer(Bulletin):
    day: dt.date = dt.date(2026, 1, 1)
    other: object = None

class Kinds(scrapy.Spider):
    name = "kinds"
    start_urls = ["URL"]

    def parse(self, response):
        good = {"title": "标题", "date": "2026-09-28", "paragraphs": ["段"]}
        yield Frozen("URLfrozen", **good)
        yield Page(url=response.url + "a.html", body=response.body.replace(b"<a", b"<p>2026-09-28</p><a"), listing_title="标题")
        yield good | {"url": "URLdict", "site": "x", "revision": 3, "change": "withdrawn", "capture": "none", "fetched_at": "now"}
        yield Bulletin(id="", url="URLgone", site="", channel="", change="withdrawn", **good)
        yield Longer(id="", url="URLday", site="", channel="", **good)
        for other in (float("nan"), object(), {(1, 2): 3}, dt.timedelta(1)):
            yield Longer(id="", url="URLother", site="", channel="", other=other, **good)
        for name in ("source", "images", "paragraphs", "date"):
            yield good | {"url": f"URL{name}", name: b"bytes"}
"""


def test_archive_decides_what_only_it_knows(project: Callable[..., Project]) -> None:
    """Frozen items, and items with a site, a revision or values of wrong types."""
    own = project(DICTS + KINDS)
    text = (own.place / "own/spiders/own.py").read_text(encoding="utf-8")
    own.write("own/spiders/own.py", text.replace("URL", f"{own.server.url}/"))
    done = own.scrapy("crawl", "kinds")
    assert (done.code, done.err) == (3, "")
    versions = {
        version["url"].rpartition("/")[2]: version for version in own.lines("bulletins/kinds/*.jsonl")
    }
    assert {"frozen", "dict", "gone", "day"} <= set(versions)
    assert versions["day"]["day"] == "2026-01-01"
    for version in versions.values():
        assert (version["site"], version["change"], version["revision"]) == ("kinds", "new", 1)
        assert version["capture"]["file"].startswith("captures/kinds/")
    rejected = {
        line["url"].rpartition("/")[2]: line["message"] for line in own.lines("rejected/kinds/*.jsonl")
    }
    assert rejected.pop("other").startswith("other: ")
    assert all(message.startswith(f"{name}") for name, message in rejected.items() if name != "a.html")
    assert {"source", "images", "paragraphs", "date"} <= rejected.keys()
    assert own.scrapy("verify").code == 0
    schema = json.loads(own.scrapy("schema", "--item", "own.spiders.own.Longer").out)
    assert schema["properties"]["day"]["default"] == "2026-01-01"


PIPELINES = """
from scrapy.exceptions import DropItem

class Loses:
    def process_item(self, item):
        if item.url.endswith("a.html"):
            raise DropItem("not ours")
        if item.url.endswith("b.html"):
            return item

class Spoils:
    def process_item(self, item):
        if item:
            item.title = None
        return item
"""


def test_pipelines_lose_nothing_silently(project: Callable[..., Project]) -> None:
    """One drops, one forgets to return the item, and one has an order behind ours and spoils the item."""
    pipelines = '{"ITEM_PIPELINES": {"own.pipelines.Loses": 400, "own.pipelines.Spoils": 20_000}}'
    own = project(DICTS, pipelines)
    own.server.pages["/"] += b"<a href=c.html>c</a>"
    own.server.pages["/c.html"] = own.server.pages["/b.html"]
    own.write("own/pipelines.py", PIPELINES)
    done = own.scrapy("crawl", "own")
    assert (done.code, done.err) == (3, "")
    assert "1 article failed: a pipeline returned something else in its place" in done.out
    assert "1 bulletin dropped by a pipeline of the project: rejected/ says which" in done.out
    assert "1 bulletin refused: rejected/ says why" in done.out
    assert own.lines("bulletins/own/*.jsonl") == []
    assert {line["reason"] for line in own.lines("rejected/own/*.jsonl")} == {"dropped", "contract"}


def test_name_that_leads_out_is_refused(project: Callable[..., Project]) -> None:
    own = project("    window = 3\n" + DICTS)
    assert own.scrapy("crawl", "own").code == 0
    text = (own.place / "own/spiders/own.py").read_text(encoding="utf-8")
    own.write("own/spiders/own.py", text.replace('name = "own"', 'name = "../own"'))
    done = own.scrapy("crawl", "../own")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "cannot name a site" in done.err


def test_project_with_the_addon_alone_archives(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    own.write(
        "own/settings.py",
        """
        SPIDER_MODULES = ["own.spiders"]
        ADDONS = {"bulletin_spider.addon.ArchiveAddon": 500}
        LOG_LEVEL = "ERROR"
        """,
    )
    done = own.scrapy("crawl", "own")
    assert (done.code, done.err) == (0, "")
    assert len(own.lines("bulletins/own/*.jsonl")) == 2
    assert own.lines("runs/own/*.jsonl")[0]["outcome"] == "unproven"


def test_looking_at_pages_leaves_the_archive_alone(project: Callable[..., Project]) -> None:
    own = project('''
    def parse_page(self, response):
        """Yield the page.

        @url URL/a.html
        @returns items 1 1
        """
        yield {"url": response.url, "title": "标题", "date": "2026-09-28", "paragraphs": ["段"]}
''')
    text = (own.place / "own/spiders/own.py").read_text(encoding="utf-8")
    own.write("own/spiders/own.py", text.replace("URL", own.server.url))
    site_of(own, "Bulletin")
    page = f"{own.server.url}/a.html"
    for command in (
        ("check", "own"),
        ("fetch", "--spider", "site", page),
        ("shell", "--spider", "own", page, "-c", "response.status"),
    ):
        done = own.scrapy(*command)
        assert done.code == 0, done.err
        assert not (own.place / "archive").exists(), command


def test_archive_false_is_scrapys_own(project: Callable[..., Project]) -> None:
    """Also with ``JOBDIR``; a spider that walks channels cannot do without the archive."""
    own = project("    archive = False\n" + DICTS)
    assert own.scrapy("crawl", "own", "-s", "JOBDIR=job").code == 0
    site_of(own, "Bulletin")
    refused = own.scrapy("crawl", "site", "-s", "ARCHIVE_ENABLED=0")
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert "site walks channels" in refused.err


def test_scrapys_templates_are_there(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    assert own.scrapy("genspider", "-t", "crawl", "baishi", "example.com").code == 0
    assert "CrawlSpider" in (own.place / "own/spiders/baishi.py").read_text(encoding="utf-8")
    assert "DistrictSpider" in own.scrapy("genspider", "-d", "basic").out
    assert own.scrapy("startproject", "another").code == 0


def test_pipeline_that_cannot_open_frees_the_site(project: Callable[..., Project]) -> None:
    own = project(DICTS, '{"ITEM_PIPELINES": {"own.pipelines.Closed": 400}}')
    own.write(
        "own/pipelines.py",
        """
        class Closed:
            def open_spider(self):
                raise ValueError("closed")

            def process_item(self, item):
                return item
        """,
    )
    done = own.scrapy("crawl", "own")
    assert done.code == 1
    assert "scrapy crawl: error: ValueError: closed" in done.err
    assert "bulletin_spider" not in done.err.replace("scrapy crawl", "")
