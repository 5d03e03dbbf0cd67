"""Accompany one run: record it, refresh what is derived from it, stop it on a signal."""
