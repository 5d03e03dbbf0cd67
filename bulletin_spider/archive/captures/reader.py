"""WARC records, each length and digest of them checked: a cut record must not pass for a whole one."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from bulletin_spider.archive.captures.exchange import LARGEST, Exchange
from bulletin_spider.archive.captures.warc_records import labelled, row_of
from bulletin_spider.exceptions import DamagedCapture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

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


_HEADERS = 1024 * 1024
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record: it lies from ``offset`` to ``end``; ``headers`` have lower-case names."""

    offset: int
    end: int
    headers: dict[str, str]
    head: bytes = field(repr=False)
    """The HTTP head; empty in records that hold none."""
    body: bytes = field(repr=False)
    """What follows the head; empty if it was checked without being kept."""

    @property
    def type(self) -> str:
        """``warcinfo``, ``response``, ``revisit``, ``request`` or ``metadata``."""
        return self.headers["warc-type"]

    @property
    def id(self) -> str:
        """The record's identity."""
        return self.headers["warc-record-id"]

    @property
    def url(self) -> str | None:
        """The address that was asked for."""
        return self.headers.get("warc-target-uri")

    @property
    def digest(self) -> str | None:
        """The digest of the payload, as the record states it."""
        return self.headers.get("warc-payload-digest")


def records(path: Path) -> Iterator[Record]:
    """Yield each record of a WARC file, checked, without bodies; raise ``DamagedCapture`` where damage begins."""
    offset, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while offset < size:
            record = read_record(file, str(path), offset)
            yield record
            offset = record.end


def read_record(file: BinaryIO, name: str, offset: int, keep: int = 0) -> Record:
    """Return the record at ``offset``, with a body of up to ``keep`` bytes; 0 checks it only.

    Raises ``DamagedCapture`` unless the gzip member, the block's length and its digests are right.
    """
    member = Member(file, name, offset)
    headers = _headers(member)
    length = int(headers["content-length"])
    http = headers.get("content-type", "").startswith("application/http")
    head = member.read_until(_END, _HEADERS) if http and length else b""
    body = _body(member, length - len(head), keep)
    block, payload = hashlib.sha1(head, usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
    kept = []
    for piece in body:
        block.update(piece)
        payload.update(piece)
        if keep:
            kept.append(piece)
    if member.read_until(_END, len(_END)) != _END:
        raise member.damaged("the record does not end where its length says")
    end = member.finish()
    _check(member, headers, "warc-block-digest", block.digest())
    if headers["warc-type"] == "response":
        _check(member, headers, "warc-payload-digest", payload.digest())
    return Record(offset, end, headers, head, b"".join(kept))


def http_head(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Return the first line and the headers of an HTTP head."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return first, [(name, value) for name, _, value in pairs]


def _headers(member: Member) -> dict[str, str]:
    first, lines = http_head(member.read_until(_END, _HEADERS))
    headers = {name.lower(): value for name, value in lines}
    if not first.startswith("WARC/1."):
        raise member.damaged("no WARC record")
    missing = {"warc-type", "warc-record-id", "warc-date", "content-length"} - headers.keys()
    if missing or not headers["content-length"].isascii() or not headers["content-length"].isdigit():
        raise member.damaged(f"headers missing or wrong: {', '.join(sorted(missing)) or 'content-length'}")
    return headers


def _body(member: Member, left: int, keep: int) -> Iterator[bytes]:
    if left < 0 or (keep and left > keep):
        raise member.damaged("shorter than its HTTP head" if left < 0 else f"larger than {keep} bytes")
    while left:
        piece = member.read(min(left, _CHUNK))
        if not piece:
            raise member.damaged(f"{left} bytes of the block are missing")
        left -= len(piece)
        yield piece


def _check(member: Member, headers: dict[str, str], name: str, digest: bytes) -> None:
    if headers.get(name) != labelled(digest):
        raise member.damaged(f"{name} is {headers.get(name)}, of what is there {labelled(digest)}")


def read(root: Path, capture: Mapping[str, Any], limit: int = LARGEST) -> Exchange:
    """Return the exchange that ``capture`` names; raise ``DamagedCapture`` if it is not there as it was written."""
    name, offset = capture["file"], capture["offset"]
    try:
        with (root / name).open("rb") as file:
            response = read_record(file, name, offset, limit)
            if response.type != "response" or response.id != capture["record_id"]:
                raise DamagedCapture(name, offset, f"another record is here: {response.type} {response.id}")
            if response.digest != capture["digest"]:
                raise DamagedCapture(name, offset, f"another payload is here: {response.digest}")
            return _exchange(response, *_beside(file, name, response, limit))
    except OSError as error:
        raise DamagedCapture(name, offset, f"cannot be read: {error.strerror}") from error


def _exchange(response: Record, request: Record | None, row: dict[str, str] | None) -> Exchange:
    protocol, status, *_ = http_head(response.head)[0].split(" ", 2)
    asked, request_headers = http_head(request.head) if request else ("GET", [])
    return Exchange(
        url=response.url or "",
        status=int(status),
        headers=http_head(response.head)[1],
        body=response.body,
        date=dt.datetime.fromisoformat(response.headers["warc-date"]),
        protocol=protocol,
        ip_address=response.headers.get("warc-ip-address"),
        truncated=response.headers.get("warc-truncated"),
        method=asked.partition(" ")[0],
        request_headers=request_headers,
        request_body=request.body if request else b"",
        row=row,
    )


def _beside(
    file: BinaryIO, name: str, response: Record, limit: int
) -> tuple[Record | None, dict[str, str] | None]:
    """Return the request and the row that follow a response."""
    request, row, offset = None, None, response.end
    # Once both are found, what follows is another exchange's, whose damage is none of this one.
    while not (request and row) and file.seek(offset) == offset and file.read(1):
        record = read_record(file, name, offset, limit)
        if record.headers.get("warc-concurrent-to") != response.id:
            break
        if record.type == "request":
            request = record
        elif record.type == "metadata":
            row = row_of(record.body)
        offset = record.end
    return request, row
