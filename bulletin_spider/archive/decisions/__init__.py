"""What a person decided about a site: that it is retired, expected again, or forgotten."""
