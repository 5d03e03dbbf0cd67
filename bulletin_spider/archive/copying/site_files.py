"""List the files of a site's archive in the order in which a copy gets them.

A file comes after all files that it names: so whatever a reader of an unfinished copy finds is there.
"""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from bulletin_spider.archive.file_names import MANIFEST, OPEN_SUFFIX, TIERED_SUFFIX, is_file_name

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

_FOLDERS = ("captures", "rejected", "bulletins")
_DESCRIPTIONS = (".resource.json", "schema.json", MANIFEST)
"""Endings of the files that describe a site's segments, the manifest last: it names the others."""


class Kind(StrEnum):
    """What a file is for a copy. ``replaced`` files change with the archive; all others never do."""

    replaced: bool
    words: str

    def __new__(cls, value: str, words: str, replaced: bool) -> Self:  # noqa: FBT001 - a column of a table
        """Return the member with what a person reads of it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words, member.replaced = words, replaced
        return member

    CAPTURE = "capture", "captures", False
    TABLE = "table", "tables of packs", True
    REFUSED = "refused", "refused pages", False
    SEGMENT = "segment", "segments", False
    DESCRIPTION = "description", "manifests", True


class SiteFile(NamedTuple):
    """A file of a site: its path below the root, where it is, its size in bytes, and what it is."""

    name: str
    path: Path
    bytes: int
    kind: Kind


def site_files(layout: Layout, site: str) -> dict[str, SiteFile]:
    """Return path below the root → file, in the order of copying; run records and half-written files are left out.

    Raises ``OSError``.
    """
    found: list[SiteFile] = []
    for folder in _FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError):
            found += [
                SiteFile(f"{folder}/{site}/{path.name}", path, path.stat().st_size, kind)
                for path in (layout.root / folder / site).iterdir()
                if (kind := _kind(folder, path.name))
            ]
    return {file.name: file for file in sorted(found, key=_copying_order)}


def _kind(folder: str, name: str) -> Kind | None:
    """Return what a file is; None if it is not copied."""
    if name.startswith(".") or name.endswith(OPEN_SUFFIX) or not is_file_name(folder, name):
        return None
    if folder == "rejected":
        return Kind.REFUSED
    if name in {"packed.json", "packed.jsonl"} or name.endswith(TIERED_SUFFIX):
        return Kind.TABLE
    if folder == "captures":
        return Kind.CAPTURE
    return Kind.DESCRIPTION if name.endswith(_DESCRIPTIONS) else Kind.SEGMENT


def _copying_order(file: SiteFile) -> tuple[int, int, str]:
    endings = [number for number, ending in enumerate(_DESCRIPTIONS) if file.name.endswith(ending)]
    return [*Kind].index(file.kind), max(endings, default=0), file.name
