"""Serve the demo site on loopback."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from bulletin_spider.demo.site import Answer, DemoSite

HOST = "127.0.0.1"
PORT = 8173


class DemoServer:
    """Serve a :class:`DemoSite` in a thread, until ``stop`` or the end of a ``with`` block."""

    def __init__(self, site: DemoSite, port: int = PORT) -> None:
        """Bind the port; port 0 takes any free one. Raise ``UsageFault`` if the port is taken."""

        class Handler(_Handler):
            demo = site

        try:
            self._server = ThreadingHTTPServer((HOST, port), Handler)
        except OSError as error:
            raise UsageFault(
                f"port {port} on {HOST} cannot be used for the demo site ({error.strerror});"
                " name another one, like -a port=8174"
            ) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The site's root address, with a slash at the end."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Return the server; it is already running."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.stop()


class _Handler(BaseHTTPRequestHandler):
    demo: DemoSite
    protocol_version = "HTTP/1.1"
    server_version = "DemoDistrict"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self.demo.answer(self.path, sent.decode("latin-1")))

    def do_GET(self) -> None:
        self._send(self.demo.answer(self.path))

    def _send(self, answer: Answer) -> None:
        tag = f'"{hashlib.sha1(answer.body, usedforsecurity=False).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Log nothing, as the crawl uses the terminal."""
