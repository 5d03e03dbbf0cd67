"""Close a run: write its record, refresh what is derived, stop on a signal."""
