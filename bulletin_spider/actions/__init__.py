"""The options of each command and what it does: one module for each, imported when its command is called."""
