"""A site whose header says gb2312, whose pages hold characters that GB2312 lacks, and whose links hold tabs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.conftest import ROOT
from tests.spiders.test_sites import case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving import Pages

CRAWL = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from bulletin_spider.listings.channel import Channel
from bulletin_spider.spiders.chaoyang import ChaoyangSpider as Chaoyang

here = sys.argv[1] + "/"
Chaoyang.channels = {
    name: Channel(channel.url.replace(Chaoyang.home, here)) for name, channel in Chaoyang.channels.items()
}
Chaoyang.allowed_domains, Chaoyang.home = ["127.0.0.1"], here
settings = get_project_settings()
settings.setdict({"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Chaoyang)
process.start()
"""


def test_chaoyang_is_crawled_in_its_own_encoding(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    listing, expected = case("chaoyang", "listing")
    article, about = case("chaoyang", "article")
    declared = {"Content-Type": "text/html; charset=gb2312"}
    pages: dict[str, object] = {
        urlsplit(url).path: (200, declared, article) for _, url, _ in expected["rows"]
    }
    last = listing[: listing.index(b'<div class="pages">')] + b"</body></html>"
    for folder in ("news", "zwhd", "notice"):
        pages[f"/dynamic/{folder}/"] = (200, declared, listing)
        pages[f"/dynamic/{folder}/index_1.html"] = (200, declared, last)
    server = serve(pages)
    environment = os.environ | {"BULLETIN_ARCHIVE": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-c", CRAWL, server.url], cwd=ROOT, env=environment, check=True, timeout=60
    )
    (record,) = (
        json.loads(line) for line in (tmp_path / "runs" / "chaoyang.jsonl").read_bytes().splitlines()
    )
    assert record["outcome"] == "ok"
    assert "/dynamic/news/index_1.html" in server.paths
    segments = sorted((tmp_path / "bulletins" / "chaoyang").glob("*.jsonl"))
    bulletins = [json.loads(line) for segment in segments for line in segment.read_bytes().splitlines()]
    assert sorted(urlsplit(bulletin["url"]).path for bulletin in bulletins) == sorted(
        urlsplit(url).path for _, url, _ in expected["rows"]
    )
    assert {bulletin["title"] for bulletin in bulletins} == {about["bulletin"]["title"]}
    assert all(bulletin["reporters"] == ["麦喆"] for bulletin in bulletins)
