"""A site in ``sites.toml`` is crawled as one in a Python file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    own.write("sites.toml", SITE.replace("URL", "nowhere"))
    crawled = own.scrapy("crawl", "heshan")
    assert (crawled.code, len(crawled.err.splitlines())) == (1, 1)
    assert "sites.toml: site 'heshan'" in crawled.err
    assert own.scrapy("crawl", "own").code != 1, "other sites run"
