"""Tell people of what they watch: words, sites, people and kinds of change, evaluated on published versions."""
