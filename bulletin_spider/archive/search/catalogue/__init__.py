"""List what the search database knows, page by page: hits, facets, changes, sites, days."""
