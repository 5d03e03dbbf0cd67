"""Read a listing page: its rows and the address of its next page."""

from bulletin_spider.listings.data.json_rows import JsonFields
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.listings.rules import ListingRules, check_listing_rules

__all__ = ["JsonFields", "ListingRules", "check_listing_rules", "read_listing"]
