from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.feed_storage import SegmentStorage
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.spiders.haidian import HaidianSpider

if TYPE_CHECKING:
    from pathlib import Path


def test_the_storage_publishes_where_the_layout_says(tmp_path: Path) -> None:
    crawler = Crawler(HaidianSpider, Settings({"ARCHIVE_DIR": str(tmp_path / "100% 归档")}))
    storage = SegmentStorage.from_crawler(
        crawler, "segment:haidian/20260928T000000Z-00001.jsonl", feed_options={}
    )
    crawler.spider = HaidianSpider()
    crawler.spider.site_archive = SiteArchive.begin(
        Layout(tmp_path / "100% 归档"), "haidian", dt.datetime(2026, 9, 28, tzinfo=dt.UTC)
    )
    file = storage.open(crawler.spider)
    file.write(b"{}\n")
    storage.store(file)
    published = tmp_path / "100% 归档" / "bulletins" / "haidian" / "20260928T000000Z-00001.jsonl"
    assert published.read_bytes() == b"{}\n"
    assert crawler.spider.site_archive.published == [published]
    crawler.spider.site_archive.lock.release()
    crawler.spider.site_archive.index.close()
