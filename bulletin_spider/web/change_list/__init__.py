"""Say of each change, and of each withdrawn bulletin, what a list shows of it."""
