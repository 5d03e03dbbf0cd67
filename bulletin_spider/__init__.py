"""Bulletin Spider: the public record of Chinese district governments, kept as JSON Lines."""

__version__ = "0.1.0"
