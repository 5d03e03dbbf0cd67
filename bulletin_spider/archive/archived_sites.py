"""Tell which sites an archive has, and of which a run has ended since somebody looked."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.object_store.paths import in_store

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def archived_sites(layout: Layout) -> list[str]:
    """Return the sites that have a directory or run records in the archive."""
    names = set[str]()
    for folder in ("bulletins", "captures", "rejected"):
        with suppress(FileNotFoundError, NotADirectoryError):
            names |= {path.name for path in (layout.root / folder).iterdir() if path.is_dir()}
    records = (
        path.name if path.is_dir() else path.stem
        for path in layout.root.glob("runs/[!.]*")
        if path.is_dir() or path.suffix in {".jsonl", ".head"}
    )
    return sorted({*names, *records})


class HeadState(NamedTuple):
    """The time of change of a head in nanoseconds, and a number; one of them changes with each line of the chain."""

    changed: int
    number: int


def head_states(layout: Layout) -> dict[str, HeadState]:
    """Return site → state of the head of its run records. One request to a store lists hundreds."""
    found = {}
    with suppress(FileNotFoundError):
        for path in (layout.root / "runs").iterdir():
            if path.suffix == ".head":
                with suppress(OSError):  # the site was forgotten a moment ago
                    state = path.stat()
                    found[path.stem] = HeadState(state.st_mtime_ns, state.st_ino)
    return found


def is_archive(root: Path) -> bool:
    """Return whether there is an archive. In a store, which has no empty directories, run records alone are one."""
    return (root / "bulletins").is_dir() or (in_store(root) and (root / "runs").is_dir())
