"""A typing mistake in the file of a site."""

raise ValueError("channels = {")
