"""Sites for a sweep: one works, one does not answer, one kills its process; SPIDER_MODULES names this module."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from bulletin_spider.crawl import Channel, DistrictSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Request

HERE = os.environ.get("SWEEP_SITE", "http://127.0.0.1:9")


class Site(DistrictSpider):
    allowed_domains = ["127.0.0.1"]
    custom_settings = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 0}


class WellSpider(Site):
    name = "well"
    channels = {"社区": Channel(f"{HERE}/sq/")}


class AbsentSpider(Site):
    name = "absent"
    channels = {"社区": Channel("http://127.0.0.1:9/")}


class DyingSpider(Site):
    name = "dying"
    channels = {"社区": Channel(f"{HERE}/sq/")}

    async def start(self) -> AsyncIterator[Request]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield  # type: ignore[misc]
