"""Say of an object what the store says of it: its size, and the SHA-256 with which it was accepted."""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from bulletin_spider.archive.object_store.kept_lists import KeptLists
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.object_store.writing import SHA256
from bulletin_spider.exceptions import ArchiveUnread

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 4 << 20
"""Bytes that are copied at once."""


class FileDigest(NamedTuple):
    """Size and SHA-256 of a file; ``was_read`` says that every byte was read to know it."""

    bytes: int
    sha256: str
    was_read: bool


def kept_digest(path: Path) -> FileDigest:
    """Return the digest that the store keeps of an object; read what has none, and a file on a disk.

    The store has compared the bytes with this SHA-256 when it accepted them. Raises ``OSError``.
    """
    if isinstance(path, StorePath):
        try:
            size, metadata = path.store.metadata(path.key)
        except FileNotFoundError:
            KeptLists.forget(path.store, path.key)
            raise
        if sha256 := metadata.get(SHA256):
            return FileDigest(size, sha256, was_read=False)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileDigest(file.tell(), digest, was_read=True)


def open_for_rereading(path: Path) -> BinaryIO:
    """Open a file whose bytes are read more than once; that of a store is copied first, to be asked for once.

    Raises ``OSError``, or ``ArchiveUnread`` if there is no room for the copy.
    """
    if not isinstance(path, StorePath):
        return path.open("rb")
    with path.open("rb") as source:
        copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
        try:
            while block := source.read(_BLOCK):
                _write(copy, block)
        except BaseException:
            copy.close()
            raise
    copy.seek(0)
    return copy


def _write(copy: BinaryIO, block: bytes) -> None:
    try:
        copy.write(block)
        copy.flush()
    except OSError as error:
        text = f"a capture file cannot be copied to {tempfile.gettempdir()} to be read: {error.strerror}"
        raise ArchiveUnread(f"{text}; make room, or set TMPDIR to another directory") from None
