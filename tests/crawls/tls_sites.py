"""Two sites at one address whose certificate cannot be verified; the setting SPIDER_MODULES names this module."""

from __future__ import annotations

import os

from bulletin_spider.crawl import Channel, DistrictSpider


class StrictSpider(DistrictSpider):
    name = "strict"
    allowed_domains = ["127.0.0.1"]
    channels = {"社区": Channel(f"{os.environ.get('TLS_SITE', '')}/sq/")}
    custom_settings = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 0}


class ExceptedSpider(StrictSpider):
    name = "excepted"
    custom_settings = StrictSpider.custom_settings | {"DOWNLOAD_VERIFY_CERTIFICATES": False}
