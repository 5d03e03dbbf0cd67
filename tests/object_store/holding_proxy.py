"""A proxy on loopback before the S3 server, which holds or delays requests so that a test can act meanwhile."""

from __future__ import annotations

import http.client
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_PASSED_ON = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}

_SHOWN = 40
"""Bytes of a body by which a request can be told from others: a claim from a record."""


@dataclass(slots=True)
class Hold:
    """Requests that wait before they reach the server: each releases ``arrived``, ``go`` lets them pass."""

    request: re.Pattern[str]
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Event = field(default_factory=threading.Event)


class HoldingProxy:
    """Passes requests on to ``upstream``, such as ``http://127.0.0.1:8333``, with the host that the client has signed."""

    def __init__(self, upstream: str) -> None:
        self.holds: list[Hold] = []
        self.before: Callable[[str], object] = lambda _request: None
        """Called with each request before it is passed on, such as ``PUT /archives/x/runs/demo/00000001 {"claim": …``."""
        self.after: Callable[[str], object] = lambda _request: None
        """Called when the server has answered, before its answer is passed on."""
        outer, host = self, urlsplit(upstream).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = f"{self.command} {unquote(self.path)} {body[:_SHOWN].decode('latin-1')}"
                outer.delay(request)
                connection = http.client.HTTPConnection(host)
                connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    connection.putheader(name, value)
                connection.endheaders(body or None)
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                outer.after(request)
                with suppress(ConnectionError):  # the client may have been killed
                    self.answer(answer, content)

            def answer(self, answer: http.client.HTTPResponse, content: bytes) -> None:
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in _NOT_PASSED_ON:
                        self.send_header(name, value)
                size = answer.headers["Content-Length"] if self.command == "HEAD" else str(len(content))
                if size and answer.status not in {204, 304}:
                    self.send_header("Content-Length", size)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on  # noqa: N815 - names of the server

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def hold(self, request: str) -> Hold:
        """Let requests wait whose method, path and beginning of the body fit a pattern."""
        self.holds.append(Hold(re.compile(request)))
        return self.holds[-1]

    def delay(self, request: str) -> None:
        self.before(request)
        for hold in self.holds:
            if hold.request.search(request):
                hold.arrived.release()
                hold.go.wait()

    def stop(self) -> None:
        for hold in self.holds:
            hold.go.set()
        self.server.shutdown()
        self.server.server_close()
