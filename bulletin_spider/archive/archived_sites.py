"""Tell which sites an archive has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout


def archived_sites(layout: Layout) -> list[str]:
    """Return the sites that have a directory or run records in the archive."""
    folders = (layout.root / name for name in ("bulletins", "captures", "rejected"))
    names = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_dir()}
    records = (
        path.name if path.is_dir() else path.stem
        for path in layout.root.glob("runs/[!.]*")
        if path.is_dir() or path.suffix in {".jsonl", ".head"}
    )
    return sorted({*names, *records})
