"""A small fictional district site, served on loopback."""
