"""Compare a run with the site's own past."""
