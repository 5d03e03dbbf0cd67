"""A bulletin whose cells were paragraphs becomes ``reread`` at a visit; ``revised`` is only what the site changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.atomic_files import remove
from bulletin_spider.archive.layout import Layout
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from tests.archive.records import write_chain
from tests.crawls.own_project import DICTS, LIST, Project

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.crawl
SITE = """
from bulletin_spider.crawl import Channel, DistrictSpider


class Site(DistrictSpider):
    name = "site"
    allowed_domains = ["127.0.0.1"]
    channels = {"要闻": Channel("URL")}
"""
PAGE = """<h1>区委常委会召开第NUMBER次会议</h1><div>发布时间：2026-09-NUMBER</div><div class=content>
<p>会议通报了各镇本月的用水量，具体数字如下。</p><table border=1><tr><td>镇</td><td>用水量</td></tr>
<tr><td>柳岸</td><td>FIGURE</td></tr></table><p>会议要求各镇节约用水。</p></div>"""
OLDER = ["镇", "用水量", "柳岸", "18万吨"]
"""The rows of the table in an archive whose rules made each cell a paragraph."""


def page(number: int, figure: str = "18万吨", more: str = "") -> bytes:
    return (PAGE.replace("NUMBER", str(number)).replace("FIGURE", figure) + more).encode()


def make_older(own: Project) -> None:
    """Rewrite the archive as rules would have written it that do not know the rows of tables."""
    layout = Layout(own.place / "archive")
    (segment,) = layout.segments("site")
    versions = own.lines("bulletins/site/*.jsonl")
    for version in versions:
        version["paragraphs"][1:3] = OLDER
        del version["tables"]
        version["fingerprint"] = fingerprint(Bulletin(**version))
    body = "".join(json.dumps(version, ensure_ascii=False) + "\n" for version in versions).encode()
    segment.write_bytes(body)
    (run,) = own.lines("runs/site/*.jsonl")
    run["files"][0] |= {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    write_chain(layout, "site", [run])
    for derived in (*layout.root.glob("index*"), *layout.root.rglob("datapackage.json")):
        remove(derived)


def changes(own: Project) -> dict[str, str]:
    """Return the change of each second version by the end of its address."""
    versions = own.lines("bulletins/site/*.jsonl")
    return {
        version["url"].rpartition("/")[2]: version["change"]
        for version in versions
        if version["revision"] == 2
    }


@pytest.fixture
def older(project: Callable[..., Project]) -> Project:
    own = project(DICTS)
    own.server.pages["/list/"] = LIST.encode()
    own.server.pages |= {f"/x{n}.html": page(n) for n in range(10, 20)}
    own.write("own/spiders/site.py", SITE.replace("URL", f"{own.server.url}/list/"))
    crawled = own.scrapy("crawl", "site")
    assert (crawled.code, crawled.err) == (0, ""), crawled.out
    assert own.lines("bulletins/site/*.jsonl")[0]["paragraphs"][1:3] == ["镇 | 用水量", "柳岸 | 18万吨"]
    make_older(own)
    return own


def test_visit_tells_new_rules_from_new_words(older: Project) -> None:
    """Of three pages one is as before, one has another counter, one has another figure."""
    older.server.pages["/x11.html"] = page(11, more="<div>浏览次数：31</div>")
    older.server.pages["/x12.html"] = page(12, "19万吨")
    visited = older.scrapy("crawl", "site", "-a", "revisit=all")
    assert (visited.code, visited.err) == (0, ""), visited.out
    found = changes(older)
    assert found.pop("x12.html") == "revised"
    assert [*found.values()] == ["reread"] * 9


def test_replay_rereads_each_table_once(older: Project) -> None:
    assert older.scrapy("replay", "--jobs", "1", "site").code == 0
    assert older.scrapy("crawl", "site", "-a", "revisit=all").code == 0
    versions = older.lines("bulletins/site/*.jsonl")
    before = {version["id"]: version["fingerprint"] for version in versions[:10]}
    assert {version["id"]: version["previous"] for version in versions[10:]} == before
    assert {(version["change"], len(version["tables"])) for version in versions[10:]} == {("reread", 1)}
