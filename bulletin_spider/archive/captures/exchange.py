"""One HTTP exchange as it came over the wire, and the payload in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.utils._compression import _inflate, _unbrotli, _unzstd
from scrapy.utils.gz import gunzip

from bulletin_spider.exceptions import UndecodablePayload

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

LARGEST = 64 * 1024 * 1024
"""Bytes that a body may grow to when its content encoding is undone."""
# Scrapy's own decoders: what was read from the network and what is read from a capture must not differ.
_DECODERS: dict[str, Callable[..., bytes]] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response. Header values are bytes read as Latin-1, so that nothing is lost."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)
    """As on the wire: compressed if it came so, without the chunks of a chunked transfer."""
    date: dt.datetime
    """When the response was whole, in UTC."""
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    truncated: str | None = None
    """Why the body is not whole, in a word of the WARC standard; None if it is."""
    method: str = "GET"
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    request_body: bytes = b""
    row: Mapping[str, str] | None = None
    """What the listing said of the page, if it is an article's."""

    def header(self, name: str) -> str | None:
        """Return the values of a response header joined by commas, None if there is none."""
        found = [value for own, value in self.headers if own.lower() == name.lower()]
        return ", ".join(found) if found else None

    def payload(self, limit: int = LARGEST) -> bytes:
        """Return the body with its content encodings undone as far as they are known.

        Raises ``UndecodablePayload`` if they cannot be, or if the payload is larger than ``limit`` bytes.
        """
        body = self.body
        encodings = (self.header("Content-Encoding") or "").lower().split(",")
        for encoding in filter(None, map(str.strip, reversed(encodings))):
            if encoding not in _DECODERS:
                break
            body = _decoded(body, encoding, limit)
        if len(body) > limit:
            raise UndecodablePayload(f"more than {limit} bytes: {self.url}")
        return body


def _decoded(body: bytes, encoding: str, limit: int) -> bytes:
    try:
        return _DECODERS[encoding](body, max_size=limit)
    except Exception as error:  # each library has errors of its own
        raise UndecodablePayload(f"not {encoding} or too large: {error}") from error
