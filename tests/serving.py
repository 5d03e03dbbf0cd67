"""A web server on loopback that serves the pages of a test and records the requests."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


class Pages:
    """Serves ``pages``: path → body, or (status, headers, body). Content-Length is added if no header replaces it.

    ``asked`` holds (path, user agent, moment of arrival) of each request, ``answered`` the moment before each answer,
    ``posted`` (path, body) of each POST.
    """

    def __init__(  # noqa: C901 - a handler per method
        self, pages: dict[str, object], *, delay: float = 0.0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.pages = pages
        self.delay = delay
        self.asked: list[tuple[str, str, float]] = []
        self.answered: list[float] = []
        self.held: dict[str, threading.Event] = {}
        self.posted: list[tuple[str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers.get("User-Agent", ""), time.monotonic()))
                time.sleep(outer.delay)
                if self.path in outer.held:
                    outer.held[self.path].wait()
                status, headers, body = outer.answer(self.path)
                if headers.get("ETag", "") == self.headers.get("If-None-Match"):
                    status, headers, body = 304, {"ETag": headers["ETag"]}, b""
                outer.answered.append(time.monotonic())
                self.close_connection = True
                with suppress(ConnectionError):  # the client may have been killed
                    self.send(status, headers, body)
                    self.close_connection = headers.get("Connection") == "close"

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.path, self.headers.get("User-Agent", ""), time.monotonic()))
                self.send(*outer.take(self.path, sent))

            def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Transfer-Encoding" in headers:
                    body = b"".join(
                        b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:9], body[9:], b"")
                    )
                elif not {"Content-Length", "Connection"} & headers.keys():
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.scheme = "https" if tls else "http"
        if tls:
            self.server.socket = tls.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]

    def hold(self, path: str) -> threading.Event:
        """Let requests for a path wait until the returned event is set."""
        return self.held.setdefault(path, threading.Event())

    def take(self, path: str, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return the answer to a POST; a server of forms overrides it."""
        self.posted.append((path, sent))
        return 405, {}, b""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        page = self.pages.get(path, (404, {}, b"<h1>404</h1>"))
        if isinstance(page, str):
            page = page.encode()
        if isinstance(page, bytes):
            page = (200, {"Content-Type": "text/html; charset=utf-8"}, page)
        return page  # type: ignore[return-value]

    def stop(self) -> None:
        for event in self.held.values():
            event.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
