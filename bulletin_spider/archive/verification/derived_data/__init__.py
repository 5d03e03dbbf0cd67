"""Compare what is derived with the archive: indexes, the search database, manifests."""
