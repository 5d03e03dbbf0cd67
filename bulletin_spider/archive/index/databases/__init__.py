"""Keep the rows of the index: a SQLite file for each site, or tables of all sites in PostgreSQL."""
