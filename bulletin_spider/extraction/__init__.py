"""Extract the fields of a bulletin from an article page, as pure functions of bytes, address and hints."""

from bulletin_spider.extraction.article import extract
from bulletin_spider.extraction.content import Content, Hints

__all__ = ["Content", "Hints", "extract"]
