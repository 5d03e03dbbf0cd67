"""The chain of a site: one object a run, claimed by exactly one machine, shown as the run records of months."""
