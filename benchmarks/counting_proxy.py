"""A proxy on loopback before an S3 server, which passes every byte on and counts requests and bytes."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_WITHOUT_BODY = (204, 304)


@dataclass
class Traffic:
    """Requests by method (``LIST`` is a ``GET`` of a bucket, ``DELETE`` also the one for many objects), and bytes."""

    requests: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    received: int = 0


class CountingProxy:
    """The proxy, in a thread of its own."""

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self._server = parts.hostname, parts.port
        self._traffic = Traffic()
        self._loop = asyncio.new_event_loop()
        listening = threading.Event()
        threading.Thread(target=self._run, args=(listening,), daemon=True).start()
        listening.wait()

    @property
    def endpoint(self) -> str:
        """The address of the proxy."""
        return f"http://127.0.0.1:{self.port}"

    def take(self) -> Traffic:
        """Return what was counted since the last call."""
        taken, self._traffic = self._traffic, Traffic()
        return taken

    def _run(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(*self._server)
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the client needs no more
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                method, target = request.split(b" ", 2)[:2]
                self._traffic.requests[_counted_as(method.decode(), target.decode())] += 1
                self._traffic.sent += await _pass_on(request, reader, to_server)
                answer = await from_server.readuntil(b"\r\n\r\n")
                empty = method == b"HEAD" or int(answer.split(b" ", 2)[1]) in _WITHOUT_BODY
                self._traffic.received += await _pass_on(answer, from_server, writer, empty=empty)
        to_server.close()
        writer.close()


def _counted_as(method: str, target: str) -> str:
    query = urlsplit(target).query
    if method == "GET" and "list-type=" in query:
        return "LIST"
    return "DELETE" if method == "POST" and "delete" in query else method


async def _pass_on(
    head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, empty: bool = False
) -> int:
    """Pass a message on, and return its bytes."""
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if line)
    writer.write(head)
    count = len(head)
    if not empty and fields.get(b"transfer-encoding", b"").strip() == b"chunked":
        size = -1
        while size:
            line = await reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            writer.write(line + await reader.readexactly(size + 2))
            count += len(line) + size + 2
    elif not empty and (left := int(fields.get(b"content-length", b"0"))):
        count += left
        while left:
            part = await reader.read(min(left, 1 << 16))
            if not part:
                raise ConnectionError("the message was cut off")
            writer.write(part)
            left -= len(part)
            await writer.drain()
    await writer.drain()
    return count
