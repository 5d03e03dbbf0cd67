"""Tell people about runs and sites: on the terminal, in messages, in logs."""
