"""One gzip member, read from its first byte to its checked end, in constant memory."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from bulletin_spider.exceptions import DamagedCapture

_CHUNK = 64 * 1024


class Member:
    """The gzip member of ``file`` that begins at ``offset``; raises ``DamagedCapture`` where it is not whole."""

    def __init__(self, file: BinaryIO, name: str, offset: int) -> None:
        file.seek(offset)
        self.file, self.name, self.offset = file, name, offset
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._taken = 0
        self._ahead = b""

    def damaged(self, what: str) -> DamagedCapture:
        """Return the fault that says what is wrong with this member."""
        return DamagedCapture(self.name, self.offset, what)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; nothing only at the member's end."""
        if self._ahead:
            found, self._ahead = self._ahead[:size], self._ahead[size:]
            return found
        found = b""
        while not found and not self._inflate.eof:
            found = self._inflated(size)
        return found

    def read_until(self, mark: bytes, limit: int) -> bytes:
        """Return what comes up to and with ``mark``, which must end within ``limit`` bytes."""
        found = b""
        while mark not in found:
            more = self.read(_CHUNK)
            if not more or len(found) > limit:
                raise self.damaged("no end of headers")
            found += more
        end = found.index(mark) + len(mark)
        self._ahead = found[end:] + self._ahead
        return found[:end]

    def finish(self) -> int:
        """Return the offset behind the member; its last byte must have been read, and its checksum be right."""
        if self.read(1):
            raise self.damaged("more than one record in a gzip member")
        return self.offset + self._taken - len(self._inflate.unused_data)

    def _inflated(self, size: int) -> bytes:
        data = self._inflate.unconsumed_tail
        if not data:
            data = self.file.read(_CHUNK)
            self._taken += len(data)
        try:
            found = self._inflate.decompress(data, size)
        except zlib.error as error:
            raise self.damaged(f"not gzip, or damaged: {error}") from error
        if not data and not found and not self._inflate.eof:
            raise self.damaged("the gzip member breaks off")
        return found
