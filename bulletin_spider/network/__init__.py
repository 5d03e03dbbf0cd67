"""What every request obeys: no private addresses, robots.txt and its Crawl-delay, errors in plain words."""
