"""A page that ends the process costs two runs; then it is set aside, and takes no other page with it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Archive, Ended
from tests.crawls.baishi import FAST, article, site
from tests.crawls.waiting import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

FRAGILE = """
import os, signal, sys
from bulletin_spider.crawl import spider
from bulletin_spider.extraction import article

def fragile(read):
    def read_or_die(body, *arguments, **options):
        if b"poison" in body:  # as a page does that makes one long C call hang, or lxml crash
            os.kill(os.getpid(), signal.SIGKILL)
        return read(body, *arguments, **options)
    return read_or_die

article.extract, spider.read_listing = fragile(article.extract), fragile(spider.read_listing)
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def crawl_fragile(archive: Archive, url: str, *more: str) -> Ended:
    """Crawl with readers that die of a page with the word "poison"."""
    command = ["crawl", "listing", "-a", f"url={url}", "-a", "site=baishi", *FAST, *more]
    done = subprocess.run(
        [sys.executable, "-c", FRAGILE, *command], cwd=ROOT, env=archive.environment(), capture_output=True,
        text=True, check=False, timeout=LIMIT,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def test_poison_article_is_set_aside(archive: Archive, serve: Callable[..., Pages]) -> None:
    """It stays owed, and is read again when it has changed."""
    server = serve(site() | {"/sq/art_7.shtml": article(7).replace("居民", "poison 居民")})
    url = f"{server.url}/sq/"
    assert [crawl_fragile(archive, url).code for _ in range(2)] == [-9, -9]
    third = crawl_fragile(archive, url)
    assert third.code == 3, third.err
    why = f"2 runs ended while they read it: {url}art_7.shtml"
    assert f"1 article failed: set aside: {why}" in third.out
    record = archive.runs("baishi")[-1]
    assert list(record["set_aside"]) == [f"{url}art_7.shtml"]
    assert record["refused"] == {"set aside": 1}
    assert [(row["url"], row["attempts"]) for row in record["failed"]] == [(f"{url}art_7.shtml", 0)]
    assert len(archive.versions("baishi")) == 19
    assert archive.scrapy("verify").code == 0
    server.pages["/sq/art_7.shtml"] = article(7)
    assert crawl_fragile(archive, url).code == 0
    assert len(archive.versions("baishi")) == 20


def test_poison_listing_page_leaves_a_gap(archive: Archive, serve: Callable[..., Pages]) -> None:
    pages = site()
    pages["/sq/list_2.shtml"] = str(pages["/sq/list_2.shtml"]).replace("社区动态", "poison")
    url = f"{serve(pages).url}/sq/"
    assert [crawl_fragile(archive, url).code for _ in range(3)] == [-9, -9, 3]
    gap = f"/sq/: page 2: set aside: 2 runs ended while they read it: {url}list_2.shtml"
    assert archive.runs("baishi")[-1]["reasons"][0] == gap
    assert len(archive.versions("baishi")) == 10


def test_poison_revisit_is_named_too(crawled_site: Pages, archive: Archive) -> None:
    url = f"{crawled_site.url}/sq/"
    crawled_site.pages["/sq/art_7.shtml"] = article(7).replace("居民", "poison 居民")
    codes = [crawl_fragile(archive, url, "-a", "revisit=all").code for _ in range(3)]
    assert codes == [-9, -9, 3]
    record = archive.runs("baishi")[-1]
    assert list(record["set_aside"]) == [f"{url}art_7.shtml"]
    assert len(record["visits"]["refused"]) == 1
