"""Read kept pages again by today's rules."""
