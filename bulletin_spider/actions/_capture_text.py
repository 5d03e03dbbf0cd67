"""Say where the capture of a version is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.reader import packed_capture, tiered_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def capture_text(capture: Mapping[str, Any], root: Path) -> str:
    """Return the file and offset that a capture has, and the pack that holds it now."""
    text = f"{capture['file']} at {capture['offset']}"
    place = None if (root / capture["file"]).exists() else packed_capture(root, capture["file"])
    if place is None:
        return text
    moved = "" if (root / place.pack).exists() else tiered_to(root / place.pack)
    return f"{text}, now in {place.pack} at {place.start + capture['offset']}{f', moved to {moved}' if moved else ''}"
