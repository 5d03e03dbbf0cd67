"""Check the archive against itself, from run records and captures to the index. Nothing is changed."""
