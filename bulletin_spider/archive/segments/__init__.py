"""Write and read segments: the published JSON Lines files."""
