"""A web server that misbehaves on single connections: it resets them, cuts answers or never ends one."""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import brotli

from tests.crawls.baishi import article

if TYPE_CHECKING:
    from collections.abc import Callable

    Fault = Callable[[socket.socket], None]

BOMB = b"\0" * 40_000_000


def answer(body: bytes | str, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
    ]
    if not any(header.startswith("Content-Type") for header in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def send(*arguments: str | bytes, **options: str | int) -> Fault:
    data = answer(*arguments, **options)  # type: ignore[arg-type]
    return lambda connection: connection.sendall(data)


def reset(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<html>")
    # With a linger time of 0 the system sends an RST, as a firewall does.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drip(connection: socket.socket) -> None:
    """Send a byte now and then, until the other side closes the connection."""
    connection.sendall(answer("", length=100_000))
    while True:
        connection.sendall(b" ")
        time.sleep(0.1)


def silent(connection: socket.socket) -> None:
    """Send nothing, until the other side closes the connection."""
    connection.recv(1)


def redirect(to: str) -> Fault:
    return send("", f"Location: {to}", status="302 Found")


def faults() -> dict[str, Fault]:
    """Return all faults: name → what it does to the connection."""
    whole = article(7)
    return {
        "reset": reset,
        "cut": send(whole, length=len(whole.encode()) + 500),
        "short": send(whole, length=40),
        "drip": drip,
        "silent": silent,
        "nothing": lambda connection: connection.close(),
        "garbage": lambda connection: connection.sendall(b"\x16\x03\x01 no HTTP at all\r\n\r\n"),
        "storm": send("<h1>busy</h1>", status="503 Service Unavailable"),
        "loop": redirect("loop.shtml"),
        "private": redirect("http://10.255.255.1/admin"),
        "octal": redirect("http://0177.0.0.1/admin"),
        "hexadecimal": redirect("http://0x7f000001/admin"),
        "decimal": redirect("http://2130706433/admin"),
        "sixth": redirect("http://[::1]/admin"),
        "mapped": redirect("http://[::ffff:127.0.0.1]/admin"),
        "named": redirect("http://localhost./admin"),
        "disguised": redirect("http://127.0.0.1:80@10.255.255.1/admin"),
        "metadata": redirect("http://169.254.169.254/latest/meta-data/"),
        "file": redirect("file:///etc/passwd"),
        "gzip": send(gzip.compress(BOMB), "Content-Encoding: gzip"),
        "brotli": send(brotli.compress(BOMB, quality=1), "Content-Encoding: br"),
        "notgzip": send(whole, "Content-Encoding: gzip"),
        "huge": send("<p>" + "长" * 3_600_000 + "</p>"),
        "stub": send("ok"),
        "challenge": send("<html><script>var a='__jsl_clearance'</script>人机验证</html>"),
        "binary": send(bytes(range(256)) * 200, "Content-Type: application/octet-stream"),
        "headers": lambda connection: connection.sendall(
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000 + b"\r\n"
        ),
    }


class FaultServer:
    """Serves ``pages``: path → bytes to send, or a function to call with the connection."""

    def __init__(self, pages: dict[str, bytes | Fault]) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                path = self.rfile.readline().decode("latin-1").split(" ")[1]
                while self.rfile.readline().strip():
                    pass
                outer.asked.append(path)
                page = pages.get(path, answer("<h1>404</h1>", status="404 Not Found"))
                with suppress(OSError):  # the other side may close the connection first
                    self.request.sendall(page) if isinstance(page, bytes) else page(self.request)

            def finish(self) -> None:
                pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler, bind_and_activate=True)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
