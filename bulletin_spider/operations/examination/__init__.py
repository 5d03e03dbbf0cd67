"""Look at a site without the archive: which channels can be read, and what its site file would be."""
