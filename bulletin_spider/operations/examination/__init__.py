"""Examine sites before they are crawled, and write their files: `bulletin doctor`, `addsite` and `addsites`."""
