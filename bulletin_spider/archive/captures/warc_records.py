"""An exchange becomes WARC 1.1 records, each a gzip member of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_spider.archive.captures.exchange import Exchange


def fields_of(row: Mapping[str, str]) -> bytes:
    """Return the row's lines in UTF-8; each value is a JSON string, which has no line ends and keeps its blanks."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\r\n" for name, value in row.items())
    # A lone surrogate cannot be UTF-8; as \udXXX it is what JSON reads back.
    return "".join(lines).encode("utf-8", "backslashreplace")


def row_of(fields: bytes) -> dict[str, str]:
    """Return the row that :func:`fields_of` wrote; raise ``ValueError`` if it did not."""
    lines = (line.decode().partition(": ") for line in fields.split(b"\r\n") if line)
    return {name: str(json.loads(value)) for name, _, value in lines}


LEVEL = 6
"""Nine, which warcio takes, costs twice the time for a hundredth of the size."""
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

RESPONSE_HEAD = "response-head"
"""The field that has status line and headers of a 304."""


class Reference(NamedTuple):
    """What a revisit record refers to, and why: one of the two profiles."""

    url: str
    date: str
    record_id: str
    profile: str


class _Head:
    """An HTTP head for warcio, byte for byte; its own percent-encodes what is not ASCII."""

    def __init__(self, first: str, headers: Iterable[tuple[str, str]]) -> None:
        lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
        self.headers_buff = "\r\n".join(lines).encode("latin-1", "replace")

    def compute_headers_buffer(self, _filter: object) -> None:
        """Do nothing: the bytes are there."""


_writer = WARCWriter(BytesIO(), gzip=False, warc_version="1.1")


def digest_of(body: bytes) -> str:
    """Return the digest in the form of WARC: ``sha1:`` and Base32."""
    return labelled(hashlib.sha1(body, usedforsecurity=False).digest())


def labelled(digest: bytes) -> str:
    """Return a SHA-1 digest with its label."""
    return f"sha1:{base64.b32encode(digest).decode()}"


def new_id() -> str:
    """Return a record's identity."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(moment: dt.datetime) -> str:
    """Return a moment, given in UTC, as WARC writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def info(name: str, about: Mapping[str, str], date: str) -> bytes:
    """Return the ``warcinfo`` member that begins the file ``name``."""
    lines = "".join(f"{key}: {value}\r\n" for key, value in about.items() if value).encode()
    return _member("warcinfo", "", {"WARC-Date": date, "WARC-Filename": name}, lines)


def exchange_members(
    exchange: Exchange,
    record_id: str,
    digest: str,
    row: Mapping[str, str] | None,
    reference: Reference | None,
) -> Iterator[bytes]:
    """Yield the members of one exchange: response (or revisit), request, and what the row said.

    ``digest`` is the payload's; that of a revisit is the one referred to, of a 304 too (WARC 1.1, 6.7). What the server
    answered with a 304 stands with the row.
    """
    own = {"WARC-Record-ID": record_id, "WARC-Date": warc_date(exchange.date), "WARC-Payload-Digest": digest}
    optional = {"WARC-IP-Address": exchange.ip_address, "WARC-Truncated": exchange.truncated}
    own |= {name: value for name, value in optional.items() if value}
    head = _Head(_status_line(exchange), exchange.headers)
    unmodified = reference is not None and reference.profile == NOT_MODIFIED
    if reference:
        yield _member("revisit", exchange.url, own | _referring(reference), b"", None if unmodified else head)
    else:
        yield _member("response", exchange.url, own, exchange.body, head)
    beside = {"WARC-Date": own["WARC-Date"], "WARC-Concurrent-To": record_id}
    yield _member("request", exchange.url, beside, exchange.request_body, _request_head(exchange))
    # Players take status and headers from a revisit's own block, if it has one, and would show a 304 as an empty page.
    said = {RESPONSE_HEAD: head.headers_buff.decode("latin-1")} if unmodified else {}
    if fields := {**(row or {}), **said}:
        yield _member("metadata", exchange.url, beside, fields_of(fields))


def _referring(reference: Reference) -> dict[str, str]:
    return {
        "WARC-Profile": reference.profile,
        "WARC-Refers-To": reference.record_id,
        "WARC-Refers-To-Target-URI": reference.url,
        "WARC-Refers-To-Date": reference.date,
    }


def _member(kind: str, url: str, headers: dict[str, str], body: bytes, head: _Head | None = None) -> bytes:
    headers = {"WARC-Type": kind, "WARC-Record-ID": new_id()} | headers
    record = _writer.create_warc_record(
        url, kind, BytesIO(body), len(body), warc_headers_dict=headers, http_headers=head
    )
    _writer.out = BytesIO()
    _writer.write_record(record)
    return zlib.compress(_writer.out.getvalue(), LEVEL, zlib.MAX_WBITS + 16)


def _status_line(exchange: Exchange) -> str:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return f"{exchange.protocol} {exchange.status} {phrase}"


def _request_head(exchange: Exchange) -> _Head:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = [("Host", parts.netloc.rpartition("@")[2])]
    named = {name.lower() for name, _ in exchange.request_headers}
    headers = exchange.request_headers if "host" in named else host + exchange.request_headers
    return _Head(f"{exchange.method} {target} HTTP/1.1", headers)
