"""Compare a run with the site's own past, to notice that the site is not read as it used to be."""
