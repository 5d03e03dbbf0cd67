"""Bulletin Spider: the public record of Chinese district governments, kept as JSON Lines."""
