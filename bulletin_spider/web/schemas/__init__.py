"""Describe the JSON answers of the pages as JSON Schema."""
