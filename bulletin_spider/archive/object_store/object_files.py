"""Read objects as binary files: small ones by one request, of large ones and of captures only the asked ranges."""

from __future__ import annotations

import io
import time
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typing_extensions import Buffer

    from bulletin_spider.archive.object_store.requests.client import ObjectStore

WHOLE = 4 * 1024 * 1024
"""Bytes that are asked for at once: a request costs as much time as a few megabytes."""
_LEAST = 256 * 1024
"""Bytes of a range: most captures of a page are smaller, so that one request reads a record."""
_FIRST = 512 * 1024
"""Bytes that are asked for when an object is opened: a segment of a hundred bulletins has 250,000."""
_RECENT = 10.0
"""Seconds for which what was read of an object that never changes is used again: a command or a page takes less."""
_KEPT = 32
"""Objects of which the last range is kept: sixteen megabytes at most."""


class Block(NamedTuple):
    """Bytes of a file, from ``start`` on."""

    start: int
    content: bytes


class Piece:
    """Consecutive bytes that are there already, or are asked for by ranges."""

    def __init__(self, size: int, read: Callable[[int, int], bytes]) -> None:
        self.size, self.read = size, read


class PiecedFile(io.RawIOBase):
    """A file whose bytes are those of pieces, one after the other. A range that is read on becomes larger."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        known: Block = Block(0, b""),  # noqa: B008 - it never changes
        on_block: Callable[[Block], object] | None = None,
    ) -> None:
        """Make a file of pieces; ``known`` are bytes of it that are there, and ``on_block`` gets each range."""
        self._pieces = [piece for piece in pieces if piece.size]
        self._size = sum(piece.size for piece in self._pieces)
        self._position = 0
        self._block_start, self._block = known
        self._on_block = on_block
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
                if self._on_block:
                    self._on_block(Block(self._block_start, self._block))
                return
            begin += piece.size


class _Recent(NamedTuple):
    """What was read of an object last, its size, and until when that is used."""

    size: int
    block: Block
    until: float


_recent: OrderedDict[tuple[str, str], _Recent] = OrderedDict()


def open_object(store: ObjectStore, key: str, *, unchanging: bool = False) -> io.BufferedReader:
    """Return an object as a file. Raises ``FileNotFoundError``.

    Of one that is never replaced, what was read a moment ago is not asked for again.
    """
    recent = _recent.get((store.bucket, key)) if unchanging else None
    if recent and time.monotonic() < recent.until:
        size, block = recent.size, recent.block
    else:
        size, block = _beginning(store, key)
        if unchanging:
            _keep(store, key, size, block)
    note = partial(_keep, store, key, size) if unchanging else None
    return io.BufferedReader(PiecedFile([Piece(size, partial(store.get_range, key))], block, note), _LEAST)


def _beginning(store: ObjectStore, key: str) -> tuple[int, Block]:
    """Return the size of an object, and its first bytes unless it is read at an offset that a version names."""
    content, size = b"", 0
    if not key.endswith(".warc.gz"):
        content, size = store.get_beginning(key, _FIRST)
    elif head := store.head(key):
        size = head.size
    if not size:
        raise FileNotFoundError(2, "No such file or directory", f"s3://{store.bucket}/{key}")
    return size, Block(0, content)


def _keep(store: ObjectStore, key: str, size: int, block: Block) -> None:
    kept = block if len(block.content) <= _FIRST else Block(0, b"")
    _recent[store.bucket, key] = _Recent(size, kept, time.monotonic() + _RECENT)
    while len(_recent) > _KEPT:
        _recent.popitem(last=False)
