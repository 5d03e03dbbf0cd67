"""Fold closed months of a site into packs, and move packs elsewhere and back."""
