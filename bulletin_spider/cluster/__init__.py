"""Visit sites from many machines: a queue and a timetable in PostgreSQL, and workers that take visits from it."""
