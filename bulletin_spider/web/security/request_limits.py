"""Refuse requests that no page needs: long addresses, many parameters, bodies. Read an address that names its host.

They are refused before anything looks at them, because what looks may take longer the more there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST_TARGET = 10_000
"""Bytes of path and query: the 1,000 characters that parameters may have, nine bytes each, and their names."""
MOST_PARAMETERS = 40
"""Parameters of an address: the largest form has twelve fields, and some of them may be repeated."""
_SCHEMES = ("http://", "https://")


class RequestLimits:
    """Answer 414 or 413 to what exceeds the limits, and close the connection, so that nothing after it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            target, query = scope.get("raw_path") or b"", scope["query_string"]
            if len(target) + len(query) > LONGEST_TARGET or query.count(b"&") >= MOST_PARAMETERS:
                await _refuse("the address is too long\n", 414, scope, receive, send)
                return
            if _has_body(scope):
                await _refuse("no page takes a body\n", 413, scope, receive, send)
                return
            if scope["path"].lower().startswith(_SCHEMES):
                scope = _without_host(scope)
        await self.app(scope, receive, send)


async def _refuse(text: str, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(text, status, {"connection": "close"})(scope, receive, send)


def _has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0").strip(b"0") != b""


def _without_host(scope: Scope) -> Scope:
    """Return a request for ``http://host/path``, which proxies send, as one for ``/path`` of that host (RFC 9112)."""
    host = urlsplit(scope["raw_path"].decode("latin-1")).netloc.encode("latin-1")
    path = scope["path"].split("/", 3)[3:]
    raw = scope["raw_path"].split(b"/", 3)[3:]
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return dict(scope) | {
        "path": "/" + "".join(path),
        "raw_path": b"/" + b"".join(raw),
        "headers": [*headers, (b"host", host)],
    }
