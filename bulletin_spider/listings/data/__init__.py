"""Read rows that a page holds as JSON or in a script."""
