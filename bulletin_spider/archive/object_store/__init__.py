"""The archive in an object store: its objects as paths, what is written to it, and who may extend a site."""
