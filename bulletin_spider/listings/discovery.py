"""Deprecated: import ``read_listing`` from ``bulletin_spider.listings``. Code for release 0.1 imports it here."""

from bulletin_spider.listings.reader import read_listing

__all__ = ["read_listing"]
