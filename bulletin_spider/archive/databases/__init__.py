"""Open databases that hold no truth: derived and temporary ones of SQLite, and the one in PostgreSQL of a cluster."""
