"""Deprecated: import ``Channel`` from ``bulletin_spider.crawl``. Site files of release 0.1 import it here."""

from bulletin_spider.crawl.channel import Channel

__all__ = ["Channel"]
