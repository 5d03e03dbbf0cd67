"""The index: what is known of each bulletin, derived from segments and run records."""
