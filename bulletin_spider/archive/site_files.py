"""List the files of a site once, so that nobody asks for each: in an object store every question is a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.paths import in_store

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_FOLDERS = ("bulletins", "captures", "rejected")


class SiteFiles:
    """The files of a site's segments, captures and refused pages, as one list of each folder has shown them."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.root = layout.root
        self.files: dict[str, Path] = {}
        """Path below the root → the file."""
        self.others: set[str] = set()
        """Paths below the root of what is no file."""
        for folder in (layout.root / name / site for name in _FOLDERS):
            for path in folder.iterdir() if in_store(folder) or folder.is_dir() else ():
                name = path.relative_to(layout.root).as_posix()
                if path.is_file():
                    self.files[name] = path
                else:
                    self.others.add(name)

    def path(self, name: str) -> Path:
        """Return the path of a name below the root; one that was listed in a store answers by the list."""
        return self.files.get(name) or self.root / name

    def still_has(self, name: str) -> bool:
        """Whether a file was listed and, on a disk, is there now. What was not listed is not asked for."""
        return name in self.files and self.files[name].is_file()
