"""A directory of sites, of which one file cannot be read. Named by SPIDER_MODULES."""
