"""Keep every HTTP exchange of a run as a WARC record, and read it back."""
