"""One run of one site: what the run asks for, and what became of every row and request."""

from bulletin_spider.crawl.channel import Channel
from bulletin_spider.crawl.spider import DistrictSpider

__all__ = ["Channel", "DistrictSpider"]
