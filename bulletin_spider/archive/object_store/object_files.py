"""Read objects as binary files: small ones by one request, of large ones and of captures only the asked ranges."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

    from bulletin_spider.archive.object_store.client import ObjectStore

WHOLE = 4 * 1024 * 1024
"""Bytes that are asked for at once: a request costs as much time as a few megabytes."""
_LEAST = 256 * 1024
"""Bytes of a range: most captures of a page are smaller, so that one request reads a record."""


class Piece:
    """Consecutive bytes that are there already, or are asked for by ranges."""

    def __init__(self, size: int, read: Callable[[int, int], bytes]) -> None:
        self.size, self.read = size, read


class PiecedFile(io.RawIOBase):
    """A file whose bytes are those of pieces, one after the other. A range that is read on becomes larger."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.size]
        self._size = sum(piece.size for piece in self._pieces)
        self._position = 0
        self._block, self._block_start = b"", 0
        self._range = _LEAST

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position; ask for nothing."""
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer as far as the next range goes; return 0 at the end of the file."""
        target = memoryview(buffer).cast("B")
        if self._position >= self._size or not target:
            return 0
        start = self._position - self._block_start
        if not 0 <= start < len(self._block):
            self._fetch()
            start = 0
        found = self._block[start : start + len(target)]
        target[: len(found)] = found
        self._position += len(found)
        return len(found)

    def _fetch(self) -> None:
        is_next = self._position == self._block_start + len(self._block) and bool(self._block)
        self._range = min(self._range * 4, WHOLE) if is_next else _LEAST
        begin = 0
        for piece in self._pieces:
            if self._position < begin + piece.size:
                start = self._position - begin
                self._block = piece.read(start, min(piece.size, start + self._range))
                self._block_start = self._position
                return
            begin += piece.size


def open_object(store: ObjectStore, key: str) -> io.BufferedReader:
    """Return an object as a file. Raises ``FileNotFoundError``."""
    if key.endswith(".warc.gz"):  # read at an offset that a version names
        head = store.head(key)
        size, first = (head.size, b"") if head else (0, b"")
    else:
        first, size = store.get_beginning(key, WHOLE)
    if not size:
        raise FileNotFoundError(2, "No such file or directory", f"s3://{store.bucket}/{key}")
    pieces = [Piece(len(first), lambda start, end: first[start:end])]
    if size > len(first):
        skipped = len(first)
        pieces.append(
            Piece(size - skipped, lambda start, end: store.get_range(key, skipped + start, skipped + end))
        )
    return io.BufferedReader(PiecedFile(pieces), _LEAST)
