"""Extract the fields of a bulletin from an article page, as pure functions of bytes, address and hints."""

from bulletin_spider.extraction.article import extract
from bulletin_spider.extraction.content import Content, Hints, Rules
from bulletin_spider.extraction.site_rules import check_rules

__all__ = ["Content", "Hints", "Rules", "check_rules", "extract"]
