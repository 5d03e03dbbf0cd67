"""Search the latest versions for exact words of any length."""
