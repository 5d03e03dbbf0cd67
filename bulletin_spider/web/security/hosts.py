"""Answer only to names of this server, so that no foreign page reads the archive through a name of its own.

A page of a foreign host can make a browser look up a name that leads to 127.0.0.1 (DNS rebinding). The browser then
sends that name as the host. An IP address is no name, so it is safe.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^\[\]:/@?#\s]+))(?::[0-9]{1,5})?")


class KnownHosts:
    """Refuse a request for a host that is neither an IP address nor one of ``names`` nor ``localhost``."""

    def __init__(self, app: ASGIApp, names: Sequence[str] = ()) -> None:
        self.app = app
        self.names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse("unknown host: name it with --name\n", status_code=421)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        name = host.lower()
        found = _HOST.fullmatch(name)
        if found is None:
            return False
        name = found["address"] or found["name"]
        if name in self.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
