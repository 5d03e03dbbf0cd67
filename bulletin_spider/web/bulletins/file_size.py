"""Say how large a file is."""

from __future__ import annotations

_STEP = 1024


def size_words(size: int | None) -> str:
    """Return a number of bytes in bytes, KB or MB, with one digit behind the point; "" if it is not known."""
    if size is None:
        return ""
    if size < _STEP:
        return f"{size} B"
    return f"{size / _STEP:.1f} KB" if size < _STEP**2 else f"{size / _STEP**2:.1f} MB"
