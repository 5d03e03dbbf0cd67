"""Show the archive, and what is derived from it, as pages for a browser; nothing of the archive is written."""
