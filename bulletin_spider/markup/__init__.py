"""Bytes to text to a tree: decode and parse a page in bounded time and memory, and select elements of it."""
