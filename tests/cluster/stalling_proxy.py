"""A proxy on loopback before any server, which stalls or cuts connections as a network does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.cluster.loop_thread import LoopThread
from tests.conftest import free_port

_CHUNK = 1 << 16


class StallingProxy:
    """Passes bytes between clients and the server at a port of loopback, in a thread of its own."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self._behind = port
        self._loop = LoopThread()
        self._passing = asyncio.Event()
        self._passing.set()
        self._serving: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._loop.run(self._listen())

    @property
    def endpoint(self) -> str:
        """The address of the proxy, for HTTP."""
        return f"http://127.0.0.1:{self.port}"

    def stall(self) -> None:
        """Pass nothing on: connections stay open and new ones are accepted, but no byte arrives."""
        self._loop.run(self._set_passing(passing=False))

    def cut(self) -> None:
        """Close all connections, and refuse new ones."""
        self._loop.run(self._close())

    def resume(self) -> None:
        """Pass everything on again, also what was held back; accept connections again."""
        self._loop.run(self._listen())
        self._loop.run(self._set_passing(passing=True))

    def stop(self) -> None:
        """Close the proxy."""
        self.cut()
        self._loop.stop()

    async def _set_passing(self, *, passing: bool) -> None:
        if passing:
            self._passing.set()
        else:
            self._passing.clear()

    async def _listen(self) -> None:
        self._server = self._server or await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, backlog=512
        )

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server:
            server.close()
        for writer in [*self._writers]:
            writer.transport.abort()
        self._passing.set()  # what waits finds its connection closed
        await asyncio.gather(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        self._writers.add(writer)
        try:
            await self._passing.wait()
            with suppress(OSError):  # the server is away: the client finds its connection closed
                from_server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
                self._writers.add(to_server)
                await asyncio.gather(self._pump(reader, to_server), self._pump(from_server, writer))
                self._writers.discard(to_server)
        finally:
            self._serving.discard(task)
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass bytes on until one side closes; then close the other side too."""
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._passing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
