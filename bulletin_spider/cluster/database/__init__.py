"""The database of a cluster: its connection and tables, and what is in them: timetable, jobs, failures, workers."""
