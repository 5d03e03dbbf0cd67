"""Deprecated: import ``DistrictSpider`` from ``bulletin_spider.crawl``. Site files of release 0.1 import it here."""

from bulletin_spider.crawl.spider import DistrictSpider

__all__ = ["DistrictSpider"]
