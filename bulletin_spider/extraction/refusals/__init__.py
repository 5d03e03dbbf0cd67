"""Refuse pages that are no article: errors, listings, forms, contacts and parked domains."""
