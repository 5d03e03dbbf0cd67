"""Everything against everything: run records, segments, captures and index. Nothing is locked, created or changed."""
