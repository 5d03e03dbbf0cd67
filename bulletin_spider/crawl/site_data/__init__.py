"""Sites as data: read ``sites.toml``, check it, and make the spider of the one site that is run."""
