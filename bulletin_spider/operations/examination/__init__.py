"""Examine a site before it is crawled, and write its file: `scrapy doctor` and `scrapy addsite`."""
