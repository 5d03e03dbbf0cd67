"""Two sites that log in every way while they are crawled together; SPIDER_MODULES names this module."""

from __future__ import annotations

import logging
import os
import warnings
from typing import TYPE_CHECKING

from twisted.internet.threads import deferToThread
from twisted.python import log as twisted_log

from bulletin_spider.crawl import Channel
from tests.crawls.sweep_sites import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Request

logger = logging.getLogger(__name__)
WAYS = ("module", "timer", "thread", "after thread", "warning", "twisted", "spider")


class Talking(Site):
    allowed_domains = ["localhost"]
    # Twisted's protocol logs that an answer is larger than this.
    custom_settings = Site.custom_settings | {"DOWNLOAD_WARNSIZE": 10}

    async def start(self) -> AsyncIterator[Request]:
        from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it

        def say(way: str) -> None:
            logger.warning("%s: %s says it", way, self.name)

        say("module")
        self.logger.warning("spider: %s says it", self.name)
        warnings.warn(f"warning: {self.name} says it", UserWarning, stacklevel=1)
        twisted_log.err(RuntimeError(f"twisted: {self.name} says it"))
        reactor.callLater(0.05, say, "timer")  # type: ignore[attr-defined]
        deferToThread(say, "thread").addCallback(lambda _: say("after thread"))
        async for request in super().start():
            yield request


class LoudSpider(Talking):
    name = "loud"
    channels = {"社区": Channel(os.environ.get("LOUD", "http://localhost:9/") + "/sq/")}


class NoisySpider(Talking):
    name = "noisy"
    channels = {"社区": Channel(os.environ.get("NOISY", "http://localhost:9/") + "/sq/")}
