"""The index in SQLite: what is known of each bulletin, derived from segments and run records."""
