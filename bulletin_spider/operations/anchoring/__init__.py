"""Have an anchor stamped with the time by an authority, and check such a stamp (RFC 3161)."""
