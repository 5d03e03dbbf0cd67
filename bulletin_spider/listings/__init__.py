"""Read a listing page: its rows and the address of its next page."""

from bulletin_spider.listings.reader import read_listing

__all__ = ["read_listing"]
