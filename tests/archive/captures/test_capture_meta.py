"""A callback and an errback find the capture in ``meta``, in a crawl of a spider made for this test."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.reader import read_exchange
from tests.conftest import ROOT, Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from bulletin_spider.crawl.spider import DistrictSpider

class Printing(DistrictSpider):
    name, allowed_domains, channels = "printing", ["127.0.0.1"], {}

    def own_addresses(self):
        return [sys.argv[1]]

    async def start(self):
        for path in ("moved", "gone", "lost"):
            yield scrapy.Request(f"{sys.argv[1]}/{path}", self.print_capture, errback=self.failed)
        yield scrapy.Request("data:text/plain,x", self.print_capture, meta={"allow_offsite": True})

    def print_capture(self, response):
        print(json.dumps([response.url, response.meta.get("capture")]))

    def failed(self, failure):
        answer = getattr(failure.value, "response", None)
        capture = (answer or failure.request).meta.get("capture")
        print(json.dumps([failure.request.url, capture]))

settings = get_project_settings()
settings.setdict({"DOWNLOAD_DELAY": 0.01, "RETRY_TIMES": 1}, priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Printing)
process.start()
"""


def test_page_redirect_and_error_name_their_own_captures(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    short = (200, {"Content-Length": "999", "Connection": "close"}, b"short")
    pages = {"/moved": (301, {"Location": "/there"}, b""), "/there": b"<p>here</p>", "/lost": short}
    server = serve(pages)
    done = subprocess.run(
        [sys.executable, "-c", SPIDER, server.url],
        cwd=ROOT,
        env=archive.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    named = dict(json.loads(line) for line in done.stdout.splitlines())
    there = read_exchange(archive.root, named[f"{server.url}/there"])
    assert (there.url, there.body) == (f"{server.url}/there", b"<p>here</p>")
    gone = read_exchange(archive.root, named[f"{server.url}/gone"])
    assert (gone.url, gone.status) == (f"{server.url}/gone", 404)
    assert named[f"{server.url}/lost"] is None
    assert named["data:text/plain,x"] is None
