"""Read WARC records and check every length and digest, so that a cut record is never taken for a whole one."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import stat
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from bulletin_spider.archive.captures.exchange import MAX_PAYLOAD_BYTES, Exchange
from bulletin_spider.archive.captures.warc_records import (
    EXCHANGE_RECORDS,
    PAYLOAD_SHA256,
    REFERRER,
    labelled_digest,
    parse_row,
)
from bulletin_spider.archive.object_store.paths import in_store, unchanging
from bulletin_spider.exceptions import DamagedCapture, TieredCapture
from bulletin_spider.reader import packed_capture, tiered_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_CHUNK = 64 * 1024
"""Bytes that are read and decompressed at once, so that a large body is checked in constant memory."""


class GzipMember:
    """Reads the gzip member of ``file`` that begins at ``offset``; raises ``DamagedCapture`` if it is not whole."""

    def __init__(self, file: BinaryIO, name: str, offset: int) -> None:
        file.seek(offset)
        self.file, self.name, self.offset = file, name, offset
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._consumed = 0
        self._ahead = b""

    def damaged(self, what: str) -> DamagedCapture:
        """Return the exception that says what is wrong with this member."""
        return DamagedCapture(self.name, self.offset, what)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; return no byte only at the end of the member."""
        if self._ahead:
            found, self._ahead = self._ahead[:size], self._ahead[size:]
            return found
        found = b""
        while not found and not self._inflate.eof:
            found = self._inflated(size)
        return found

    def read_until(self, mark: bytes, limit: int) -> bytes:
        """Return the bytes up to and including ``mark``; raise ``DamagedCapture`` if ``limit`` bytes do not hold it."""
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
        """Return the offset after the member; raise ``DamagedCapture`` if bytes of it are still unread."""
        if self.read(1):
            raise self.damaged("more than one record in a gzip member")
        return self.offset + self._consumed - len(self._inflate.unused_data)

    def _inflated(self, size: int) -> bytes:
        data = self._inflate.unconsumed_tail
        if not data:
            data = self.file.read(_CHUNK)
            self._consumed += len(data)
        try:
            found = self._inflate.decompress(data, size)
        except zlib.error as error:
            raise self.damaged(f"not gzip, or damaged: {error}") from error
        if not data and not found and not self._inflate.eof:
            raise self.damaged("the gzip member breaks off")
        return found


_MAX_HEADER_BYTES = 1024 * 1024
"""Largest head of a record or of a response; damage must not make the reader search a whole file."""
_BLANK_LINE = b"\r\n\r\n"
_LENGTH = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One whole record, from ``offset`` to ``end``; the names of ``headers`` are in lower case."""

    offset: int
    end: int
    headers: dict[str, str]
    head: bytes = field(repr=False)
    """The HTTP head; empty in a record without one."""
    body: bytes = field(repr=False)
    """The bytes after the head; empty if the record was only checked."""

    @property
    def type(self) -> str:
        """``warcinfo``, ``response``, ``revisit``, ``request`` or ``metadata``."""
        return self.headers["warc-type"]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.headers["warc-record-id"]

    @property
    def url(self) -> str | None:
        """The address of the request."""
        return self.headers.get("warc-target-uri")

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the payload, as the record states it; None if an earlier release has written the record."""
        return self.headers.get(PAYLOAD_SHA256.lower())

    @property
    def digest(self) -> str | None:
        """The digest of the payload, as the record states it."""
        return self.headers.get("warc-payload-digest")


def read_records(path: Path, start: int = 0, size: int | None = None) -> Iterator[WarcRecord]:
    """Yield each record of a WARC file, checked and without its body; raise ``DamagedCapture`` at the first damage.

    In a pack, ``start`` and ``size`` are those of one of its files.
    """
    offset, end = start, path.stat().st_size if size is None else start + size
    with path.open("rb") as file:
        while offset < end:
            record = read_record(file, str(path), offset)
            yield record
            offset = record.end


def read_record(  # noqa: PLR0913 - what is kept, what is bounded and what is checked
    file: BinaryIO, name: str, offset: int, keep: int = 0, *, most: int = 0, check_sha256: bool = False
) -> WarcRecord:
    """Return the record at ``offset`` with a body of up to ``keep`` bytes; 0 only checks it.

    A block of more than ``most`` bytes is not read; 0 is no bound. The SHA-256 of the payload is only checked with
    ``check_sha256``, because it costs as much as the other digests.
    Raises ``DamagedCapture`` if the gzip member, the length of the block or a digest is wrong.
    """
    member = GzipMember(file, name, offset)
    headers = _headers(member)
    length = int(headers["content-length"])
    if most and length > most:
        raise member.damaged(f"larger than {most:,} bytes: not read")
    http = headers.get("content-type", "").startswith("application/http")
    head = member.read_until(_BLANK_LINE, _MAX_HEADER_BYTES) if http and length else b""
    body = _body(member, length - len(head), keep)
    block, payload = hashlib.sha1(head, usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
    stated_sha256 = headers.get(PAYLOAD_SHA256.lower()) if headers["warc-type"] == "response" else None
    sha256, pieces = hashlib.sha256() if check_sha256 and stated_sha256 else None, []
    for piece in body:
        block.update(piece)
        payload.update(piece)
        if sha256:
            sha256.update(piece)
        if keep:
            pieces.append(piece)
    if member.read_until(_BLANK_LINE, len(_BLANK_LINE)) != _BLANK_LINE:
        raise member.damaged("the record does not end where its length says")
    end = member.finish()
    _check_digest(member, headers, "warc-block-digest", block.digest())
    if headers["warc-type"] == "response":
        _check_digest(member, headers, "warc-payload-digest", payload.digest())
    if sha256 and sha256.hexdigest() != stated_sha256:
        raise member.damaged(f"payload-sha256 is {stated_sha256}, its bytes have {sha256.hexdigest()}")
    return WarcRecord(offset, end, headers, head, b"".join(pieces))


def http_head(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Return the first line and the headers of an HTTP head."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return first, [(name, value) for name, _, value in pairs]


def _headers(member: GzipMember) -> dict[str, str]:
    first, lines = http_head(member.read_until(_BLANK_LINE, _MAX_HEADER_BYTES))
    headers = {name.lower(): value for name, value in lines}
    if not first.startswith("WARC/1."):
        raise member.damaged("no WARC record")
    missing = {"warc-type", "warc-record-id", "warc-date", "content-length"} - headers.keys()
    if missing or not _LENGTH.fullmatch(headers["content-length"]):
        raise member.damaged(f"headers missing or wrong: {', '.join(sorted(missing)) or 'content-length'}")
    return headers


def _body(member: GzipMember, left: int, keep: int) -> Iterator[bytes]:
    if left < 0 or (keep and left > keep):
        raise member.damaged("shorter than its HTTP head" if left < 0 else f"larger than {keep} bytes")
    while left:
        piece = member.read(min(left, _CHUNK))
        if not piece:
            raise member.damaged(f"{left} bytes of the block are missing")
        left -= len(piece)
        yield piece


def _check_digest(member: GzipMember, headers: dict[str, str], name: str, digest: bytes) -> None:
    if headers.get(name) != labelled_digest(digest):
        raise member.damaged(f"{name} is {headers.get(name)}, its bytes have {labelled_digest(digest)}")


class CaptureFile(NamedTuple):
    """An open WARC file: its name, and the byte at which the file that a capture names begins in it."""

    file: BinaryIO
    name: str
    start: int


def open_capture(root: Path, name: str) -> CaptureFile:
    """Open the WARC file ``name``, or the pack that it has become a part of.

    Raises ``OSError`` if there is neither, ``TieredCapture`` if the pack was moved elsewhere.
    """
    try:
        return CaptureFile(_opened(root / name), name, 0)
    except FileNotFoundError:
        place = packed_capture(root, name)
        if place is None:
            raise
        try:
            return CaptureFile(_opened(root / place.pack), place.pack, place.start)
        except FileNotFoundError:
            if moved_to := tiered_to(root / place.pack):
                raise TieredCapture(place.pack, place.start, moved_to) from None
            raise


def _opened(path: Path) -> BinaryIO:
    """Open a file; raise ``OSError`` for what is no file: a pipe would make its reader wait forever."""
    if in_store(path):
        return unchanging(path).open("rb")
    # Path.open has no opener.
    file: BinaryIO = open(path, "rb", opener=_without_waiting)  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "is no file", str(path))
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has no such pipes


def read_exchange(root: Path, capture: Mapping[str, Any], limit: int = MAX_PAYLOAD_BYTES) -> Exchange:
    """Return the exchange that ``capture`` names; raise ``DamagedCapture`` if it is missing or changed.

    A request without a record of its own has only its ``Referer``; ``warcinfo`` of the file has its other headers.
    """
    offset: int = capture["offset"]
    try:
        file, name, start = open_capture(root, capture["file"])
        with file:
            offset += start
            response = read_record(file, name, offset, limit)
            if response.type != "response" or response.id != capture["record_id"]:
                raise DamagedCapture(name, offset, f"another record is here: {response.type} {response.id}")
            if response.digest != capture["digest"]:
                raise DamagedCapture(name, offset, f"another payload is here: {response.digest}")
            return _exchange(response, *_request_and_row(file, name, response, limit))
    except OSError as error:
        raise DamagedCapture(capture["file"], offset, f"cannot be read: {error.strerror}") from error
    except (ValueError, OverflowError) as error:  # digests agree, but no run of ours has written it
        raise DamagedCapture(capture["file"], offset, f"a value is wrong: {error}") from error


def _exchange(response: WarcRecord, request: WarcRecord | None, row: dict[str, str] | None) -> Exchange:
    protocol, status, *_ = http_head(response.head)[0].split(" ", 2)
    request_line, request_headers = http_head(request.head) if request else ("GET", [])
    if row and (referrer := row.pop(REFERRER, "")):
        request_headers = [("Referer", referrer)]
    return Exchange(
        url=response.url or "",
        status=int(status),
        headers=http_head(response.head)[1],
        body=response.body,
        date=dt.datetime.fromisoformat(response.headers["warc-date"]),
        protocol=protocol,
        ip_address=response.headers.get("warc-ip-address"),
        truncated=response.headers.get("warc-truncated"),
        method=request_line.partition(" ")[0],
        request_headers=request_headers,
        request_body=request.body if request else b"",
        row=row,
    )


def _request_and_row(
    file: BinaryIO, name: str, response: WarcRecord, limit: int
) -> tuple[WarcRecord | None, dict[str, str] | None]:
    """Return the request record and the listing row that follow a response; None for each that it lacks."""
    request, row = None, None
    for record in _beside(file, name, response, limit):
        if record.type == "request":
            request = record
        elif record.type == "metadata":
            row = parse_row(record.body)
    return request, row


def _beside(file: BinaryIO, name: str, response: WarcRecord, limit: int) -> Iterator[WarcRecord]:
    """Yield the records that follow a response and belong to its exchange.

    Raises ``DamagedCapture`` if there are not as many as the response says. A response of an earlier release does not
    say how many there are.
    """
    stated, offset = response.headers.get(EXCHANGE_RECORDS.lower()), response.end
    count = int(stated) - 1 if stated and stated.isdecimal() else 2
    for _ in range(count):
        if file.seek(offset) != offset or (not stated and not file.read(1)):
            return
        record = read_record(file, name, offset, limit)
        if record.headers.get("warc-concurrent-to") != response.id:
            if stated:
                raise DamagedCapture(name, offset, f"another record is here: {record.type} {record.id}")
            return
        yield record
        offset = record.end
