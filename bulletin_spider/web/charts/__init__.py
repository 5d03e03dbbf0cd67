"""Draw figures as SVG: the calendar of a year, and the rhythm of a channel."""
