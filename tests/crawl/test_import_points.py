"""Import points that site files and other programs use, and the old ones that forward for one release."""

from __future__ import annotations

import bulletin_spider.crawl
import bulletin_spider.listings
from bulletin_spider.crawl.channel import Channel
from bulletin_spider.crawl.spider import DistrictSpider
from bulletin_spider.extraction import Content, Hints, extract
from bulletin_spider.listings.reader import read_listing


def test_packages_export_what_others_import() -> None:
    assert bulletin_spider.crawl.DistrictSpider is DistrictSpider
    assert bulletin_spider.crawl.Channel is Channel
    assert bulletin_spider.listings.read_listing is read_listing
    assert (
        extract(b"<h1>x</h1>" + b"<p>\xe5\xad\x97</p>" * 200, "http://x/a.html", Hints()).__class__ is Content
    )


def test_old_import_points_forward() -> None:
    from bulletin_spider.listings import base, channel, discovery  # noqa: PLC0415 - the module names are the claim

    assert base.DistrictSpider is DistrictSpider
    assert channel.Channel is Channel
    assert discovery.read_listing is read_listing
