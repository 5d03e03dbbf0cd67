"""Visit known bulletins again: which are due, what was found, and when a missing one counts as withdrawn."""
