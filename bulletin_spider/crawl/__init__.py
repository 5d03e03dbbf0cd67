"""One run of one site: what the run asks for, and what became of every row and request."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bulletin_spider.crawl.channel import Channel
    from bulletin_spider.crawl.spider import DistrictSpider

__all__ = ["Channel", "DistrictSpider"]

_MODULES = {"Channel": "bulletin_spider.crawl.channel", "DistrictSpider": "bulletin_spider.crawl.spider"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as modules have it
    """Import what a site file needs when it asks for it: commands that only read need no Scrapy."""
    if name not in _MODULES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(_MODULES[name]), name)
