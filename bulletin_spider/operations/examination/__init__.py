"""Examine sites before they are crawled, and write their files: `scrapy doctor`, `addsite` and `addsites`."""
