"""What an answer's headers say of its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from w3lib.encoding import http_content_type_encoding

if TYPE_CHECKING:
    from scrapy.http import Response


def charset(response: Response) -> str | None:
    """Return the charset that the HTTP header names; None if it names none that is known."""
    header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return http_content_type_encoding(header)
