"""The contract of a published line: its JSON Schema, its check, its tables for the docs."""
