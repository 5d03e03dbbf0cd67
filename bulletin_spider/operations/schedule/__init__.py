"""Run many sites: timers for each, or one sweep of all."""
