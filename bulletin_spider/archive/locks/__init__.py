"""Locks: that of a site, for which nobody waits, and those that are held for a moment."""
