"""Describe the published segments in Frictionless Data Packages: one a site, with a part for each month."""
