"""The program ``bulletin``: find the project, run commands that only read without Scrapy, and all others with it."""
