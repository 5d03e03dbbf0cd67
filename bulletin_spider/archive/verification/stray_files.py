"""Report what lies in the archive's directories and belongs to no run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.file_names import is_file_name, is_root_name
from bulletin_spider.archive.object_store.chain.run_objects import is_object_of_runs
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.verification.finding import Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

STRAY = "find out where it came from"
MOVE = "move it away"
_WITHOUT_SITES = ("index", "watches")
_OF_SITE = 2
"""Parts of a path below a folder: the site and the file."""
_SITE_FOLDERS = ("bulletins", "captures", "rejected", "logs")


def check_stray_files(layout: Layout) -> Iterator[Finding]:
    """Yield a finding for each entry that no run writes; a note if its name begins with a dot or is beside our folders.

    Files that have the right name and are in no run record are found with the records of their site.
    """
    if isinstance(layout.root, StorePath):
        yield from _check_objects(layout)
        return
    for path in sorted(layout.root.iterdir()) if layout.root.is_dir() else ():
        if path.name in {*_SITE_FOLDERS, "runs", "index", "watches"}:
            yield from _check_folder(layout, path) if path.is_dir() else [_wrong_kind(layout, path)]
        elif not is_root_name(path.name):
            yield note(path.name, "is no file of the archive")


def _check_objects(layout: Layout) -> Iterator[Finding]:
    """Yield what :func:`check_stray_files` does for a store, whose one list shows every object."""
    for path in layout.root.rglob("*"):
        folder, *below = path.relative_to(layout.root).parts
        if folder in {*_SITE_FOLDERS, "runs", *_WITHOUT_SITES}:
            if not _is_object_name(folder, below):
                yield _stray(layout, path)
        elif not is_root_name(folder):
            yield note("/".join((folder, *below)), "is no file of the archive")


def _is_object_name(folder: str, below: list[str]) -> bool:
    """Whether an object of a folder below the root may have a name of these parts."""
    if folder == "runs" and len(below) == _OF_SITE:
        return is_object_of_runs(below[1])
    is_right_depth = len(below) == (1 if folder in {"runs", *_WITHOUT_SITES} else _OF_SITE)
    return is_right_depth and is_file_name(folder, below[-1])


def _check_folder(layout: Layout, folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        of_runs = folder.name == "runs" and (not path.is_dir() or is_file_name(folder.name, path.name))
        if of_runs or folder.name in _WITHOUT_SITES:
            yield from _check_entry(layout, path, folder.name)
        elif path.is_dir() and not path.name.startswith("."):
            names = f"{folder.name}/" if folder.name == "runs" else folder.name
            for entry in sorted(path.iterdir()):
                yield from _check_entry(layout, entry, names)
        else:
            yield _stray(layout, path)


def _check_entry(layout: Layout, path: Path, folder: str) -> Iterator[Finding]:
    if not is_file_name(folder, path.name):
        yield _stray(layout, path)
    elif folder == "logs" and not path.is_file():  # all others are read, and that shows what they are
        yield _wrong_kind(layout, path)


def _stray(layout: Layout, path: Path) -> Finding:
    name = path.relative_to(layout.root).as_posix()
    # Programs that show or share folders leave hidden files, which nobody takes for evidence.
    if path.name.startswith("."):
        return note(name, "is no file of the archive")
    return Finding("stray", name, "is no file of the archive", STRAY)


def _wrong_kind(layout: Layout, path: Path) -> Finding:
    right = "a directory" if path.parent == layout.root else "a file"
    return Finding("stray", path.relative_to(layout.root).as_posix(), f"is not {right}", MOVE)
