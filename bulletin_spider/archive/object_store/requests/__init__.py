"""Ask the store: its address and options, requests that are repeated while it is away, and errors in plain words."""
