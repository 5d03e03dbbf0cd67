"""Sites for a sweep that end or block the process that reads them; SPIDER_MODULES names this module.

``SWEEP_SITE`` is the address of a server with Baishi's pages at ``/sq/``, and below ``/poisoned/`` and ``/sleepy/`` the
same with a page that holds the word.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any, Self

from bulletin_spider.crawl import Channel
from bulletin_spider.extraction import article
from tests.crawls.sweep_sites import HERE, Site

_extract = article.extract


def _extract_or_hang(body: bytes, *arguments: Any, **options: Any) -> Any:
    """Read a page as a page does that makes lxml crash, or one long C call hang."""
    if b"poisoned" in body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"sleepy" in body:
        time.sleep(3600)
    return _extract(body, *arguments, **options)


article.extract = _extract_or_hang  # type: ignore[assignment]


class CalmSpider(Site):
    name = "calm"
    channels = {"社区": Channel(f"{HERE}/sq/")}


class GentleSpider(Site):
    name = "gentle"
    channels = {"社区": Channel(f"{HERE}/sq/")}


class LeakySpider(Site):
    name = "leaky"
    channels = {"社区": Channel(f"{HERE}/sq/")}

    @classmethod
    def from_crawler(cls, *_: Any, **__: Any) -> Self:
        raise LookupError("no spider today")


class PoisonedSpider(Site):
    name = "poisoned"
    channels = {"社区": Channel(f"{HERE}/poisoned/")}


class SleepySpider(Site):
    name = "sleepy"
    custom_settings = Site.custom_settings | {"CLOSESPIDER_TIMEOUT": 4, "CLOSING_TIME": 4}
    channels = {"社区": Channel(f"{HERE}/sleepy/")}


class EndlessSpider(Site):
    name = "endless"
    custom_settings = Site.custom_settings | {
        "CLOSESPIDER_TIMEOUT": 1, "CLOSING_TIME": 5, "DOWNLOAD_TIMEOUT": 600,
    }  # fmt: skip
    channels = {"社区": Channel(f"{HERE}/endless/")}


class DozingSpider(Site):
    name = "dozing"

    @classmethod
    def update_settings(cls, _: Any) -> None:
        time.sleep(3600)
