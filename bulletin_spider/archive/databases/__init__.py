"""Open databases of SQLite that hold no truth: derived ones for reading, and temporary ones."""
