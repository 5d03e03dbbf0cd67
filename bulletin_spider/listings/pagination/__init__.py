"""Find the next page, with one module for each family of pagers."""
