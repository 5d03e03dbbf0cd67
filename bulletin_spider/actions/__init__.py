"""What each command does: one module for each, imported when its command runs."""
