"""Send versions to a PostgreSQL database: what is new since the last call, each version once."""
