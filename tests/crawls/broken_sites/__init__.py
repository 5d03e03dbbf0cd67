"""A package of sites with a file that cannot be read; the setting SPIDER_MODULES names it."""
