"""Refuse pages that are no article: error pages and listings."""
