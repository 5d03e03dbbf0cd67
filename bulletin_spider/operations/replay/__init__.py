"""Read the archived pages again with today's rules."""
