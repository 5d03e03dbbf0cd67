"""Find the headline among the lines of a page and the titles given elsewhere."""
