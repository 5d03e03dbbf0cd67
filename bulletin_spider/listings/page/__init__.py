"""Parse a page into a tree of its links, and tell what a link says and where it leads."""
