from __future__ import annotations

import datetime as dt
import resource
from typing import TYPE_CHECKING

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.storage import SegmentStorage
from bulletin_spider.archive.site_archive import SiteArchive
from bulletin_spider.spiders.haidian import HaidianSpider

if TYPE_CHECKING:
    from pathlib import Path


def test_a_part_is_no_segment_until_it_is_published(tmp_path: Path) -> None:
    final = tmp_path / "demo" / "20260928T000000Z-00001.jsonl"
    part = open_part(final)
    part.write(b"{}\n")
    assert not list(final.parent.glob("*.jsonl"))
    publish(part, final)
    assert [path.name for path in final.parent.iterdir()] == [final.name]
    assert final.read_bytes() == b"{}\n"


def test_a_line_that_finds_no_room_leaves_nothing_of_itself(tmp_path: Path) -> None:
    final = tmp_path / "x.jsonl"
    part = open_part(final)
    part.write(b"first\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            part.write(b"x" * 20_000 + b"\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    part.write(b"third\n")
    publish(part, final)
    assert final.read_bytes() == b"first\nthird\n"


def test_a_published_file_is_never_replaced(tmp_path: Path) -> None:
    final = tmp_path / "x.jsonl"
    final.write_bytes(b"first\n")
    part = open_part(final)
    part.write(b"second\n")
    with pytest.raises(FileExistsError):
        publish(part, final)
    assert final.read_bytes() == b"first\n"


def test_the_feed_storage_puts_a_segment_where_the_layout_says(tmp_path: Path) -> None:
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
