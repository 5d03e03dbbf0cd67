"""Serve an archive as `bulletin browse` does, on a free port of loopback, and ask for pages."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import uvicorn

from bulletin_spider.web.app import create_app
from bulletin_spider.web.server import configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from starlette.applications import Starlette

    from bulletin_spider.web.reading import Reading

_SECONDS = 30
"""Longer than any answer takes on a busy machine."""


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    text: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.text)


class Served(NamedTuple):
    """A server."""

    port: int

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for an address; Chinese in it is percent-encoded."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)) as connection:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(address, safe="/?&=%+:.-_~"), headers=names)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read().decode())


@contextmanager
def served(
    reading: Reading,
    names: Sequence[str] = (),
    proxy: str | None = None,
    app: Callable[[Reading, Sequence[str]], Starlette] = create_app,
) -> Iterator[Served]:
    """Serve until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configuration(app(reading, names), proxy))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        # The socket listens already, so a request waits until the server is up.
        yield Served(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(_SECONDS)
        listening.close()
