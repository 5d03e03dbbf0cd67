"""Keep the HTTP exchanges of a run that say something new as WARC records, and read them back."""
