"""WARC records, each length and digest of them checked: a cut record must not pass for a whole one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from bulletin_spider.archive.captures.members import Member
from bulletin_spider.archive.captures.warc_records import labelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADERS = 1024 * 1024
_CHUNK = 64 * 1024
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
