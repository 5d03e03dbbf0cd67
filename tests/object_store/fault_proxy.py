"""A proxy on loopback before an S3 server, which fails as stores and networks do, and counts what was asked."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from tests.conftest import free_port

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

_PLACE = re.compile(r"(?:^|/)runs/[^/]+/\d{8}$")
_KINDS = {
    "anchors": "anchor",
    "bulletins": "segment",
    "captures": "capture",
    "clocks": "clock",
    "rejected": "rejected",
    "runs": "fold",
}
"""Folder of the archive → kind of its objects. What has a place in a chain is a ``claim`` or a ``record``."""
_FOLDER = re.compile(rf"(?:^|/)({'|'.join(_KINDS)})/")
_PAGE = b"<html><title>Welcome</title><body>Accept the terms of this network.</body></html>"
_OF_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Fault(StrEnum):
    """What the proxy does with a request."""

    SLOW_DOWN = "answer 503 SlowDown"
    QUOTA = "answer 403 QuotaExceeded"
    FULL = "answer 507 InsufficientStorage"
    SKEWED = "answer 403 RequestTimeTooSkewed"
    DENIED = "answer 403 AccessDenied"
    NO_BUCKET = "answer 404 NoSuchBucket"
    PORTAL = "answer 200 with a page of a network that wants a login"
    LOST = "forward it, and close the connection in place of the answer"
    CUT = "forward it, and close the connection in the middle of the answer"
    STALL = "answer nothing while the proxy runs"
    SLOW = "forward it after a pause"
    AWAY = "refuse all connections for a while, beginning with this one"


_ERRORS = {
    Fault.SLOW_DOWN: (503, "SlowDown", "Please reduce your request rate."),
    Fault.QUOTA: (403, "QuotaExceeded", "The quota of the bucket is used up."),
    Fault.FULL: (507, "InsufficientStorage", "There is no room left."),
    Fault.SKEWED: (403, "RequestTimeTooSkewed", "The difference between the times is too large."),
    Fault.DENIED: (403, "AccessDenied", "Access Denied."),
    Fault.NO_BUCKET: (404, "NoSuchBucket", "The specified bucket does not exist."),
}


class Asked(NamedTuple):
    """A request: its method, the key (of a list, the prefix), what kind of object that is, and how long its body is."""

    method: str
    key: str
    kind: str
    size: int


@dataclass
class Rule:
    """Requests of a kind and a method meet a fault: ``times`` of them, after ``after`` others."""

    fault: Fault
    kind: str = ""
    method: str = ""
    times: int = 1_000_000
    after: int = 0
    seconds: float = 0.0
    """The pause of ``Fault.SLOW`` and ``Fault.AWAY``."""
    seen: int = 0

    def meets(self, asked: Asked) -> bool:
        """Return whether a request fails, and count it."""
        if self.kind not in {"", asked.kind} or self.method not in {"", asked.method}:
            return False
        self.seen += 1
        return self.seen - 1 in range(self.after, self.after + self.times)


class FaultProxy:
    """The proxy. ``asked`` lists the requests that were read, ``failed`` those that a fault has met."""

    def __init__(self, endpoint: str, tls: ssl.SSLContext | None = None) -> None:
        self._behind, self._tls = urlsplit(endpoint).netloc, tls
        self.asked: list[Asked] = []
        self.failed: list[Asked] = []
        self.ended = threading.Event()
        self._rules: list[Rule] = []
        self._guard = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._port = free_port()  # nobody else takes it while the proxy is away
        self._server: _Server | None = None
        self._listen()

    @property
    def endpoint(self) -> str:
        """The address of the proxy."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    def add(self, *rules: Rule) -> None:
        """Fail as rules say, from now on."""
        with self._guard:
            self._rules += rules

    def heal(self) -> None:
        """Forward everything again."""
        with self._guard:
            self._rules.clear()

    def count(self, method: str = "", kind: str = "") -> int:
        """Return how many requests of a method and a kind have come."""
        return sum(method in {"", one.method} and kind in {"", one.kind} for one in self.asked)

    def stop(self) -> None:
        """Close the proxy and its connections."""
        self.ended.set()
        self._close()

    def rule_for(self, asked: Asked) -> Rule | None:
        """Note a request, and return the rule that meets it."""
        with self._guard:
            self.asked.append(asked)
            met = [rule for rule in self._rules if rule.meets(asked)]
            if met:
                self.failed.append(asked)
            return met[0] if met else None

    def go_away(self, seconds: float) -> None:
        """Refuse connections for some seconds, and cut those that are open."""
        self._close()

        def return_again() -> None:
            if not self.ended.wait(seconds):
                self._listen()

        threading.Thread(target=return_again, daemon=True).start()

    def opened(self, connection: socket.socket) -> None:
        """Note a connection."""
        with self._guard:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Note the end of a connection."""
        with self._guard:
            self._connections.discard(connection)

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection to the server."""
        return http.client.HTTPConnection(self._behind, timeout=60)

    def _listen(self) -> None:
        server = self._server = _Server(("127.0.0.1", self._port), _Handler)
        server.proxy = self
        if self._tls:
            server.socket = self._tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        with self._guard:
            open_ones = [*self._connections]
        for connection in open_ones:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = (
        64  # verify opens 16 connections at once, and one that finds no room waits for a second
    )
    proxy: FaultProxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that refuse a certificate close the connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.proxy.opened(self.connection)
        self._behind: http.client.HTTPConnection | None = None

    def finish(self) -> None:
        self.server.proxy.closed(self.connection)
        if self._behind:
            self._behind.close()
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.server.proxy
        rule = proxy.rule_for(_asked(self.command, self.path, body))
        fault = rule.fault if rule else None
        if rule and fault == Fault.AWAY:
            proxy.go_away(rule.seconds)
            self.close_connection = True
        elif fault == Fault.STALL:
            proxy.ended.wait()
            self.close_connection = True
        elif fault == Fault.PORTAL:
            etag = [("ETag", '"page"')] * (self.command == "GET")
            self._answer(200, [("Content-Type", "text/html"), *etag], _PAGE)
        elif fault in _ERRORS:
            status, code, text = _ERRORS[fault]
            xml = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{text}</Message></Error>'
            self._answer(status, [("Content-Type", "application/xml")], xml.encode())
        else:
            if rule and fault == Fault.SLOW:
                proxy.ended.wait(rule.seconds)
            status, headers, answer = self._forward(body)
            if fault == Fault.LOST:
                self.close_connection = True
                return
            self._answer(status, headers, answer, cut=fault == Fault.CUT)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def _forward(self, body: bytes) -> tuple[int, Iterable[tuple[str, str]], bytes]:
        """Return the server's answer to the request as the client has signed it, its Host included."""
        behind = self._behind = self._behind or self.server.proxy.connect()
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, text in self.headers.items():
            behind.putheader(name, text)
        behind.endheaders(body or None)
        answer = behind.getresponse()
        content = answer.read()
        headers = [(name, text) for name, text in answer.getheaders() if name.lower() not in _OF_CONNECTION]
        if self.command == "HEAD":
            headers += [("Content-Length", answer.getheader("Content-Length") or "0")]
        return answer.status, headers, content

    def _answer(
        self, status: int, headers: Iterable[tuple[str, str]], content: bytes, *, cut: bool = False
    ) -> None:
        self.send_response_only(status)
        for name, text in headers:
            self.send_header(name, text)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        self.close_connection = self.close_connection or cut


def _asked(method: str, target: str, body: bytes) -> Asked:
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    key = unquote(parts.path).partition("/")[2].partition("/")[2]
    if "list-type" in query:
        return Asked("LIST", query.get("prefix", [""])[0], "list", 0)
    if "delete" in query:
        return Asked("DELETE", re.findall(rb"<Key>([^<]*)", body)[0].decode(), "delete", len(body))
    return Asked(method, key, _kind(key, body), len(body))


def _kind(key: str, body: bytes) -> str:
    """Return what kind of object a key names: a folder of the archive in the singular, ``claim`` or ``record``."""
    if _PLACE.search(key):
        return "claim" if not body or body.startswith(b'{"claim"') else "record"
    folder = found[1] if (found := _FOLDER.search(key)) else ""
    return _KINDS.get(folder, "other")
