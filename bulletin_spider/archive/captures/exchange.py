"""One HTTP exchange with the bytes of the network, and its decoded payload."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import UndecodablePayload

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
"""Largest decoded body. A small compressed body may decode to any size."""
_MOST_ENCODINGS = 10
"""Content encodings on one another that are undone. Servers send one; a header of 2,000 of them takes a minute."""
_ENCODINGS = {"gzip", "x-gzip", "deflate", "br", "zstd"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response. Header values are bytes decoded as Latin-1, which loses nothing."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)
    """The bytes of the network: still compressed, but without the chunks of a chunked transfer."""
    date: dt.datetime
    """When the response was complete, in UTC."""
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    truncated: str | None = None
    """Why the body is incomplete, as a value of WARC-Truncated; None if it is complete."""
    method: str = "GET"
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    request_body: bytes = b""
    row: Mapping[str, str] | None = None
    """The listing row that led to the page, if it is an article page."""

    def header(self, name: str) -> str | None:
        """Return the values of a response header joined by commas; None if there is no such header."""
        values = [value for header, value in self.headers if header.lower() == name.lower()]
        return ", ".join(values) if values else None

    def payload(self, limit: int = MAX_PAYLOAD_BYTES) -> bytes:
        """Return the decoded body. At an unknown content encoding, stop and return what is decoded so far.

        Raises ``UndecodablePayload`` if decoding fails, if the payload is larger than ``limit`` bytes, or if it has too
        many encodings.
        """
        body = self.body
        named = (self.header("Content-Encoding") or "").lower().split(",")
        encodings = [*filter(None, map(str.strip, reversed(named)))]
        if len(encodings) > _MOST_ENCODINGS:
            raise UndecodablePayload(f"{len(encodings)} content encodings: {self.url}")
        for encoding in encodings:
            if encoding not in _ENCODINGS:
                break
            body = _decode(body, encoding, limit)
        if len(body) > limit:
            raise UndecodablePayload(f"more than {limit} bytes: {self.url}")
        return body


def _decode(body: bytes, encoding: str, limit: int) -> bytes:
    try:
        return _decoders()[encoding](body, max_size=limit)
    except Exception as error:  # each decoder raises its own errors
        raise UndecodablePayload(f"not {encoding} or too large: {error}") from error


@cache
def _decoders() -> dict[str, Callable[..., bytes]]:
    """Return Scrapy's own decoders, so that a page read from a capture equals the page read from the network.

    Scrapy is imported for them only: who reads captures that are not compressed needs none.
    """
    from scrapy.utils._compression import _inflate, _unbrotli, _unzstd  # noqa: PLC0415
    from scrapy.utils.gz import gunzip  # noqa: PLC0415

    return {"gzip": gunzip, "x-gzip": gunzip, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd}
