"""Write an exchange as WARC 1.1 records, each record as a gzip member of its own."""

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


def row_fields(row: Mapping[str, str]) -> bytes:
    """Return the row as lines in UTF-8; each value is a JSON string, which has no line ends and keeps its spaces."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\r\n" for name, value in row.items())
    # UTF-8 has no lone surrogates. Written as \udXXX, JSON reads them back.
    return "".join(lines).encode("utf-8", "backslashreplace")


def parse_row(fields: bytes) -> dict[str, str]:
    """Return the row that :func:`row_fields` wrote; raise ``ValueError`` if the lines have another form."""
    lines = (line.decode().partition(": ") for line in fields.split(b"\r\n") if line)
    return {name: str(json.loads(value)) for name, _, value in lines}


COMPRESSION_LEVEL = 6
"""Level 9, the level of warcio, takes twice the time and saves one hundredth of the size."""
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

PAYLOAD_SHA256 = "Payload-SHA256"
"""The field of a response or revisit that holds the SHA-256 of the payload, hexadecimal.

``WARC-Payload-Digest`` has SHA-1, because all readers of the format know it. But two payloads with one SHA-1 can be
made. WARC 1.1 allows fields of one's own, and readers skip them."""
RESPONSE_HEAD = "response-head"
"""The field of the metadata record that holds the status line and the headers of a 304."""
REFERRER = "via"
"""The field of the metadata record for the ``Referer`` of a request that has no record; WARC 1.1 names it so."""
EXCHANGE_RECORDS = "Exchange-Records"
"""The field of a response or revisit that says how many records its exchange has: itself, the request, the metadata.

WARC 1.1 allows a response without its request. With the number a reader takes nothing of the next exchange for a part
of this one, and misses no record that was cut off."""
_OWN_HEADERS = {"host", "referer"}
"""Headers that belong to one address, not to all requests of a run."""
_CONDITIONS = {"if-none-match", "if-modified-since"}


class Reference(NamedTuple):
    """The response that a revisit record refers to, and the profile that says why."""

    url: str
    date: str
    record_id: str
    profile: str


class _HttpHead:
    """An HTTP head for warcio, byte for byte; the class of warcio percent-encodes characters outside ASCII."""

    def __init__(self, first: str, headers: Iterable[tuple[str, str]]) -> None:
        lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
        self.headers_buff = "\r\n".join(lines).encode("latin-1", "replace")

    def compute_headers_buffer(self, _filter: object) -> None:
        """Do nothing: ``headers_buff`` is set already."""


_writer = WARCWriter(BytesIO(), gzip=False, warc_version="1.1")


def payload_digest(body: bytes) -> str:
    """Return the SHA-1 of a payload in the form of WARC: ``sha1:`` and Base32."""
    return labelled_digest(hashlib.sha1(body, usedforsecurity=False).digest())


def payload_sha256(body: bytes) -> str:
    """Return the SHA-256 of a payload, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def labelled_digest(digest: bytes) -> str:
    """Return a SHA-1 digest in Base32 after its label ``sha1:``."""
    return f"sha1:{base64.b32encode(digest).decode()}"


def new_id() -> str:
    """Return an id for a new record."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(moment: dt.datetime) -> str:
    """Return a moment in UTC in the form of WARC-Date."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def warcinfo_record(name: str, fields: Mapping[str, str], date: str) -> bytes:
    """Return the ``warcinfo`` record that begins the file ``name``."""
    lines = "".join(f"{key}: {value}\r\n" for key, value in fields.items() if value).encode()
    return _record("warcinfo", "", {"WARC-Date": date, "WARC-Filename": name}, lines)


def shared_headers(exchange: Exchange) -> dict[str, str]:
    """Return the headers that the requests of a run have in common, as the first exchange shows them.

    Those of one address, and conditions, are left out. Empty if the request has a body, or a header twice.
    """
    if not _is_plain(exchange):
        return {}
    return {
        name: value
        for name, value in exchange.request_headers
        if name.lower() not in _CONDITIONS | _OWN_HEADERS
    }


def _is_plain(exchange: Exchange) -> bool:
    names = [name.lower() for name, _ in exchange.request_headers]
    return exchange.method == "GET" and not exchange.request_body and len({*names}) == len(names)


def _is_implied(exchange: Exchange, shared: Mapping[str, str], row: Mapping[str, str] | None) -> bool:
    """Whether ``warcinfo`` and the metadata record say all of a request, so that it needs no record."""
    own = {name: value for name, value in exchange.request_headers if name.lower() not in _OWN_HEADERS}
    named = {name.lower() for name, _ in exchange.request_headers}
    says_referrer = "referer" not in named or row is not None
    return bool(shared) and _is_plain(exchange) and "host" not in named and own == shared and says_referrer


def exchange_records(  # noqa: PLR0913 - an exchange, its names and its references
    exchange: Exchange,
    record_id: str,
    digest: str,
    sha256: str,
    *,
    row: Mapping[str, str] | None,
    reference: Reference | None,
    shared: Mapping[str, str],
) -> Iterator[bytes]:
    """Yield the records of one exchange: response (or revisit), request, and metadata with the listing row.

    ``digest`` is the digest of the payload. For a revisit, and for a 304 too, it is the digest of the response that is
    referred to (WARC 1.1, 6.7). ``sha256`` is that of the payload that was received. The status line and headers of a
    304 are kept in the metadata record. A request whose headers are those of ``warcinfo``, ``shared``, has no record.
    """
    own = {"WARC-Record-ID": record_id, "WARC-Date": warc_date(exchange.date), "WARC-Payload-Digest": digest}
    optional = {"WARC-IP-Address": exchange.ip_address, "WARC-Truncated": exchange.truncated}
    unmodified = reference is not None and reference.profile == NOT_MODIFIED
    optional[PAYLOAD_SHA256] = None if unmodified else sha256
    own |= {name: value for name, value in optional.items() if value}
    head = _HttpHead(_status_line(exchange), exchange.headers)
    implied = _is_implied(exchange, shared, row)
    fields = dict(row or {})
    if implied and (referrer := dict(exchange.request_headers).get("Referer")):
        fields[REFERRER] = referrer
    if unmodified:
        # If a revisit has a block of its own, players take status and headers from it and show a 304 as an empty page.
        fields[RESPONSE_HEAD] = head.headers_buff.decode("latin-1")
    own[EXCHANGE_RECORDS] = str(1 + (not implied) + bool(fields))
    if reference:
        yield _record(
            "revisit", exchange.url, own | _reference_headers(reference), b"", None if unmodified else head
        )
    else:
        yield _record("response", exchange.url, own, exchange.body, head)
    beside = {"WARC-Date": own["WARC-Date"], "WARC-Concurrent-To": record_id}
    if not implied:
        yield _record("request", exchange.url, beside, exchange.request_body, _request_head(exchange))
    if fields:
        yield _record("metadata", exchange.url, beside, row_fields(fields))


def _reference_headers(reference: Reference) -> dict[str, str]:
    return {
        "WARC-Profile": reference.profile,
        "WARC-Refers-To": reference.record_id,
        "WARC-Refers-To-Target-URI": reference.url,
        "WARC-Refers-To-Date": reference.date,
    }


def _record(
    kind: str, url: str, headers: dict[str, str], body: bytes, head: _HttpHead | None = None
) -> bytes:
    headers = {"WARC-Type": kind, "WARC-Record-ID": new_id()} | headers
    record = _writer.create_warc_record(
        url, kind, BytesIO(body), len(body), warc_headers_dict=headers, http_headers=head
    )
    _writer.out = BytesIO()
    _writer.write_record(record)
    return zlib.compress(_writer.out.getvalue(), COMPRESSION_LEVEL, zlib.MAX_WBITS + 16)


def _status_line(exchange: Exchange) -> str:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return f"{exchange.protocol} {exchange.status} {phrase}"


def _request_head(exchange: Exchange) -> _HttpHead:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = [("Host", parts.netloc.rpartition("@")[2])]
    named = {name.lower() for name, _ in exchange.request_headers}
    headers = exchange.request_headers if "host" in named else host + exchange.request_headers
    return _HttpHead(f"{exchange.method} {target} HTTP/1.1", headers)
