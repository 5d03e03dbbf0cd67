"""Keep the rows of all sites in PostgreSQL, in a schema that is named after the version of the index."""
