"""Show a capture and check it at the moment of asking: its digests, its run record, the anchor that covers it."""
