"""Name the version of the index: of what its tables are, and of what is derived into them."""

INDEX_VERSION = 11
