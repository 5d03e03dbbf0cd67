"""Run the sites regularly: timers for each site, or one sweep of all."""
