"""The record on disk: captures, segments, run records, and the index that is derived from them."""
