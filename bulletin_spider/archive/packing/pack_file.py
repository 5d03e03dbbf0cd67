"""Write one pack: the bytes of its files one after the other, compared with the run records and read back."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import open_part, publish, remove
from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.object_store.checksums import kept_digest
from bulletin_spider.archive.packing.pack_history import NamedFile, PackedFile
from bulletin_spider.exceptions import BulletinSpiderError, DamagedCapture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_READ_SIZE = 1 << 20
"""Bytes that are read at once, so that memory stays flat."""
RESTORE = "restore it from a copy"


class UnpackableMonth(BulletinSpiderError):
    """A month cannot be packed, and stays as it is. The message says which file is wrong, and what to do."""


class OtherPack(UnpackableMonth):
    """A file with the name of the pack exists and holds something else."""


class WrittenPack(NamedTuple):
    """A pack and the files in it."""

    pack: NamedFile
    files: list[PackedFile]


def write_pack(
    root: Path, name: str, files: Sequence[NamedFile], before_publishing: Callable[[WrittenPack], None]
) -> WrittenPack:
    """Publish the pack ``name`` of ``files``, which stay, and return its entries.

    A pack of this name that an interrupted call has published is used if it has the right bytes. Call
    ``before_publishing`` with the entries right before the pack gets its name. Raises ``UnpackableMonth`` or
    ``OSError``.
    """
    final = root / name
    if final.exists():
        written = _join(root, name, files, lambda _chunk: None)
        if kept_digest(final).sha256 != written.pack.sha256:
            raise OtherPack(f"{name} exists and holds something else: move it away")
        before_publishing(written)
        return written
    with open_part(final) as part:
        try:
            written = _join(root, name, files, part.write)
            part.sync()
            _check(Path(part.name), written.pack)
            before_publishing(written)
            publish(part, final)
        except BaseException:
            remove(Path(part.name))
            raise
    return written


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _join(root: Path, name: str, files: Sequence[NamedFile], write: Callable[[bytes], object]) -> WrittenPack:
    """Write the bytes of the files; raise ``UnpackableMonth`` if one is not as its run recorded it."""
    whole, start, packed, of_lines = hashlib.sha256(), 0, list[PackedFile](), name.endswith(".jsonl")
    for file in files:
        own, size, lines, last = hashlib.sha256(), 0, 0, b""
        with (root / file.name).open("rb") as source:
            while chunk := source.read(_READ_SIZE):
                for digest in (own, whole):
                    digest.update(chunk)
                write(chunk)
                size, lines, last = size + len(chunk), lines + (of_lines and chunk.count(b"\n")), chunk[-1:]
        if (size, own.hexdigest()) != (file.bytes, file.sha256):
            raise UnpackableMonth(f"{file.name} is not as its run recorded it: {RESTORE}")
        if of_lines and last != b"\n":
            raise UnpackableMonth(f"{file.name} does not end with a whole line: {RESTORE}")
        packed.append(PackedFile(file.name, name, start, size, file.sha256, lines))
        start += size
    return WrittenPack(NamedFile(name, start, whole.hexdigest()), packed)


def _check(path: Path, pack: NamedFile) -> None:
    """Read a pack back from the disk: its bytes are those that were joined, and every WARC record is whole."""
    if (path.stat().st_size, file_sha256(path)) != (pack.bytes, pack.sha256):
        raise UnpackableMonth(f"{pack.name} has other bytes on disk than were written: check the disk")
    if pack.name.endswith(".gz"):
        try:
            for _ in read_records(path):
                pass
        except DamagedCapture as damage:
            raise UnpackableMonth(f"{pack.name}: {damage.what}, at byte {damage.offset}: {RESTORE}") from None
