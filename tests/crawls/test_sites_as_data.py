"""A site in ``sites.toml`` is crawled as one in a Python file is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import FAST, site
from tests.crawls.own_project import DICTS, LIST, Project

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.crawl
SITE = """
[heshan]
region = "110199"
domains = ["127.0.0.1"]
delay = 0.01

[[heshan.channels]]
name = "要闻"
url = "URL/list/"
"""


def test_site_in_a_table_is_crawled(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    own.server.pages["/list/"] = LIST.encode()
    text = "会议强调，要抓好落实。" * 9
    own.server.pages |= {
        f"/x{n}.html": f"<h1>区委常委会召开第{n}次会议</h1><p>{text}</p>".encode() for n in range(10, 20)
    }
    own.write("sites.toml", SITE.replace("URL", own.server.url))
    listed = own.scrapy("list")
    assert "heshan" in listed.out.split()
    crawled = own.scrapy("crawl", "heshan")
    assert (crawled.code, crawled.err) == (0, ""), crawled.out
    assert len(own.lines("bulletins/heshan/*.jsonl")) == 10
    package = json.loads((own.place / "archive" / "datapackage.json").read_bytes())
    assert [resource["region"] for resource in package["resources"] if resource["name"] == "heshan"] == [
        "110199"
    ]
    assert own.scrapy("export", "--to", "all.csv").code == 0
    assert (own.place / "all.csv").read_text(encoding="utf-8").count(",110199\n") == 10
    assert own.scrapy("verify").code == 0
    own.write("sites.toml", SITE.replace("URL", "nowhere"))
    crawled = own.scrapy("crawl", "heshan")
    assert (crawled.code, len(crawled.err.splitlines())) == (1, 1)
    assert "sites.toml: site 'heshan'" in crawled.err
    assert own.scrapy("crawl", "own").code != 1, "other sites run"


def test_addsite_writes_a_table_in_a_project_of_ones_own(project: Callable[..., Project]) -> None:
    own = project(DICTS)
    own.server.pages |= site()
    (own.place / "sites.toml").write_text("# our sites", encoding="utf-8")
    for name in ("baishi", "heshan"):
        added = own.scrapy("addsite", name, f"{own.server.url}/sq/", "--yes", *FAST)
        assert added.code == 0, added.err
        assert f"wrote {own.place / 'sites.toml'}" in added.out
    text = (own.place / "sites.toml").read_text(encoding="utf-8")
    assert text.startswith("# our sites\n\n[baishi]\n")
    assert 'name = "社区动态"' in text
    assert own.scrapy("addsite", "baishi", f"{own.server.url}/sq/", "--yes").code == 2
    crawled = own.scrapy("crawl", "heshan", *FAST)
    assert (crawled.code, crawled.err) == (0, "")
    assert len(own.lines("bulletins/heshan/*.jsonl")) == 20
