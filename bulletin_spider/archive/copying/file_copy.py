"""Copy one file to another archive, and compare the copy with it by SHA-256."""

from __future__ import annotations

import errno
import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import open_part, publish, remove, replace
from bulletin_spider.archive.object_store.checksums import kept_digest
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.object_store.writing import put_copy, put_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.atomic_files import Part

_READ_SIZE = 1 << 20
"""Bytes that are read at once, so that memory stays flat."""


class Content(NamedTuple):
    """What a file holds: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


def content_of(path: Path) -> Content:
    """Return what a file holds. Of an object that the store has a checksum of, only that is asked for.

    Raises ``OSError``.
    """
    found = kept_digest(path)
    return Content(found.bytes, found.sha256)


def copy_file(source: Path, final: Path, *, replaces: bool) -> Content:
    """Copy a file, and return what was read of it. It appears whole under the name ``final``.

    A copy on a disk is read back before it gets its name. A store accepts one with a checksum of its bytes, and
    :func:`content_of` says what it has. Raises ``OSError``: ``FileExistsError`` without ``replaces`` for a taken name.
    """
    if not isinstance(final, StorePath):
        with _written(source, final) as (part, content):
            (replace if replaces else publish)(part, final)
        return content
    if not isinstance(source, StorePath):
        return _put(source, final, replaces=replaces)
    with _written(source, final) as (part, content):
        _put(Path(part.name), final, replaces=replaces)
        remove(Path(part.name))
    return content


def _put(file: Path, final: StorePath, *, replaces: bool) -> Content:
    if not replaces:
        return Content(file.stat().st_size, put_copy(file, final))
    put_object(file, final)
    return content_of(file)


@contextmanager
def _written(source: Path, final: Path) -> Iterator[tuple[Part, Content]]:
    """Write the bytes of a file to a part, and yield it with its content; remove the part if anything fails."""
    with open_part(final) as part:
        try:
            sha256, size = hashlib.sha256(), 0
            with source.open("rb") as file:
                while chunk := file.read(_READ_SIZE):
                    sha256.update(chunk)
                    size += len(chunk)
                    part.write(chunk)
            content = Content(size, sha256.hexdigest())
            if isinstance(source, StorePath):
                _compare(source, content, content_of(source))
            part.sync()
            _compare(Path(part.name), content_of(Path(part.name)), content)
            yield part, content
        except BaseException:
            remove(Path(part.name))
            raise


def _compare(path: Path, found: Content, expected: Content) -> None:
    if found != expected:
        what = f"it has other bytes (SHA-256 {found.sha256}) than were written (SHA-256 {expected.sha256})"
        raise OSError(errno.EIO, what, str(path))
