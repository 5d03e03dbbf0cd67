"""List the files that may hold sites: the modules of ``SPIDER_MODULES``, and the tables of ``SITES``."""

from __future__ import annotations

import os
import pkgutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import BrokenSite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Stamp = list[int]
"""Moment of the last change in ns, size, inode: another file has another stamp."""


class Source(NamedTuple):
    """A file that may hold sites."""

    name: str
    """The module; of a table the path."""
    path: Path | None
    """None for a module that is no file or is not found; it is checked each time."""
    is_table: bool

    @property
    def stem(self) -> str:
        """The site that the file holds by convention."""
        return Path(self.name).stem if self.is_table else self.name.rpartition(".")[2]

    @property
    def place(self) -> str:
        """How a message names the file."""
        return self.name if self.is_table else f"{self.name.replace('.', '/')}.py"

    def second_of(self, site: str, first: str) -> BrokenSite:
        """Return the fault of a file with a site that the file ``first`` has, too."""
        if self.is_table:
            return BrokenSite(f"{self.name}: site '{site}'", f"{first} has a site of this name, too")
        return BrokenSite(self.place, f"{first} has a spider of this name, too")

    def unreadable(self) -> bool:
        """Return whether this user may not read the file."""
        return self.path is not None and self.path.exists() and not os.access(self.path, os.R_OK)


def stamp(path: Path | str) -> Stamp | None:
    """Return the stamp of a file; None if there is no such file."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def module_sources(modules: Iterable[str]) -> Iterator[Source]:
    """Yield the modules and those below them, in the order in which the site loader imports them."""
    for name in modules:
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            spec = None
        origin = spec.origin if spec and spec.has_location else None
        yield Source(name, Path(origin) if origin else None, is_table=False)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield from _below(Path(folder), name)


def _below(folder: Path, package: str) -> Iterator[Source]:
    """Yield the modules in a folder. Nothing is imported, where ``pkgutil.walk_packages`` imports each package."""
    for found in pkgutil.iter_modules([str(folder)]):
        name = f"{package}.{found.name}"
        path = folder / found.name
        yield Source(name, path / "__init__.py" if found.ispkg else path.with_suffix(".py"), is_table=False)
        if found.ispkg:
            yield from _below(path, name)


def table_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Yield the TOML files; a directory stands for the ``*.toml`` files in it."""
    for path in paths:
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            if file.exists():
                yield Source(str(file), file, is_table=True)
