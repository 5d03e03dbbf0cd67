"""More than 160 hostile servers: each holds twelve bulletins, and does something bad with one of its answers.

A server answers at ``/sq/`` with a listing of two pages, six rows on each. A fault of the wire is put in the place of an
article, of either listing page or of robots.txt; a fault of content replaces a page whole.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import brotli

from tests.crawls.baishi import article, listing
from tests.crawls.faults import answer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    Fault = Callable[[socket.socket, bytes], None]

BULLETINS = 12
ARTICLE, FIRST, SECOND, ROBOTS = "/sq/art_9.shtml", "/sq/", "/sq/list_2.shtml", "/robots.txt"
PLACES = {"article": ARTICLE, "listing": FIRST, "second page": SECOND, "robots": ROBOTS}
_OK = b"HTTP/1.1 200 OK\r\n"
_HTML = b"Content-Type: text/html; charset=utf-8\r\n"
_BOMB = 300_000_000
"""Bytes of a bomb when it is unpacked: thirty times the limit of a page."""


HIDING = {"next page is this page", "repeating pages"}
"""Listings that do not lead to all of their rows."""


@dataclass
class HostileServer:
    """One server: path → the bytes that it sends, or a fault with the good body of the page."""

    name: str
    pages: dict[str, bytes | Fault] = field(default_factory=dict)
    tls: Callable[[], ssl.SSLContext] | None = None
    hides: bool = False
    """Whether the server itself never shows some of its rows: nobody can know of them."""
    own_tls: bool = True
    """Whether the server itself speaks TLS; False for one that only pretends to."""


def good_pages() -> dict[str, bytes]:
    """Return the body of each good page."""
    pages = {FIRST: listing(range(12, 6, -1), "list_2.shtml"), SECOND: listing(range(6, 0, -1), None)}
    pages |= {f"/sq/art_{number}.shtml": article(number) for number in range(1, BULLETINS + 1)}
    return {path: page.encode() for path, page in pages.items()} | {ROBOTS: b"User-agent: *\nAllow: /\n"}


# Faults of the wire


def _send(*parts: bytes) -> Fault:
    return lambda connection, _: connection.sendall(b"".join(parts))


def _with(*headers: bytes, status: bytes = b"200 OK") -> Fault:
    """Send the good body with other headers."""
    head = b"HTTP/1.1 " + status + b"\r\n" + _HTML + b"".join(header + b"\r\n" for header in headers)
    return lambda connection, body: connection.sendall(head + b"\r\n" + body)


def _drip(data: bytes, pause: float = 0.2) -> Fault:
    """Send bytes one by one, over and over, until the other side closes the connection."""

    def drip(connection: socket.socket, _: bytes) -> None:
        while True:
            for byte in data:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

    return drip


def _slow_body(connection: socket.socket, body: bytes) -> None:
    connection.sendall(_OK + _HTML + b"Content-Length: %d\r\n\r\n" % (len(body) + 100_000) + body)
    while True:
        connection.sendall(b" ")
        time.sleep(0.2)


def _endless(head: bytes, piece: bytes) -> Fault:
    """Send without an end, until the other side closes the connection."""

    def flood(connection: socket.socket, _: bytes) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return flood


def _reset(after: bytes) -> Fault:
    def reset(connection: socket.socket, _: bytes) -> None:
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return reset


def _silent(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)


def _length(make: Callable[[int], bytes]) -> Fault:
    def send(connection: socket.socket, body: bytes) -> None:
        connection.sendall(_OK + _HTML + make(len(body)) + b"Connection: close\r\n\r\n" + body)

    return send


def _redirect(to: bytes, status: bytes = b"302 Found") -> Fault:
    return _send(b"HTTP/1.1 ", status, b"\r\nLocation: ", to, b"\r\nContent-Length: 0\r\n\r\n")


def _status(status: bytes, *headers: bytes) -> Fault:
    lines = b"".join(header + b"\r\n" for header in headers)
    return _send(b"HTTP/1.1 ", status, b"\r\n", _HTML, lines, b"Content-Length: 13\r\n\r\n<h1>busy</h1>")


def _encoded(encoding: bytes, encode: Callable[[bytes], bytes]) -> Fault:
    def send(connection: socket.socket, body: bytes) -> None:
        connection.sendall(answer(encode(body), f"Content-Encoding: {encoding.decode()}"))

    return send


def _chunked(*pieces: bytes) -> Fault:
    """Send the good body as one chunk, then what ``pieces`` say."""

    def send(connection: socket.socket, body: bytes) -> None:
        head = _OK + _HTML + b"Transfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"%x\r\n" % len(body) + body + b"\r\n" + b"".join(pieces))

    return send


@cache
def _zeros(form: str) -> bytes:
    """Return a bomb: kilobytes that become 300 MB."""
    if form == "brotli":
        return brotli.compress(bytes(_BOMB), quality=1)
    packer = zlib.compressobj(9, zlib.DEFLATED, {"gzip": 31, "zlib": 15, "deflate": -15}[form])
    piece = bytes(1_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(_BOMB // len(piece))), packer.flush()])


def _zstd_zeros() -> bytes:
    """Return a zstd frame of blocks that each repeat one byte 128 KB times (RFC 8878, 3.1.1.2.2)."""
    block = (1 << 1 | 131_072 << 3).to_bytes(3, "little") + b"\0"
    last = (1 | 1 << 1 | 1 << 3).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block * (_BOMB // 131_072) + last


def wire_faults() -> dict[str, Fault]:
    """Return the faults of the wire, which can hit any page."""
    many = b"X-%d: y\r\n"
    return {
        "slow headers": _drip(b"X: y\r\n"),
        "slow status line": _drip(b"HTTP/1.1 200 O", 0.5),
        "slow body": _slow_body,
        "silent": _silent,
        "closed at once": _send(b""),
        "reset at once": _reset(b""),
        "reset behind the headers": _reset(_OK + b"Content-Length: 5000\r\n\r\n"),
        "reset in the body": _reset(_OK + b"Content-Length: 5000\r\n\r\n<html><p>"),
        "endless body": _endless(_OK + _HTML + b"\r\n", b"<p>x</p>" * 8192),
        "endless chunks": _endless(
            _OK + _HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"
        ),
        "endless headers": _endless(_OK, b"".join(many % number for number in range(1000))),
        "header flood": _send(_OK, b"".join(many % number for number in range(60_000)), b"\r\n"),
        "one long header": _send(_OK, b"X: ", b"y" * 5_000_000, b"\r\nContent-Length: 0\r\n\r\n"),
        "cookie flood": _length(
            lambda size: b"Content-Length: %d\r\n" % size + b"Set-Cookie: a=b; Path=/\r\n" * 400
        ),
        "length too long": _length(lambda size: b"Content-Length: %d\r\n" % (size + 500)),
        "length too short": _length(lambda size: b"Content-Length: %d\r\n" % (size // 2)),
        "length negative": _length(lambda _: b"Content-Length: -1\r\n"),
        "length no number": _length(lambda _: b"Content-Length: many\r\n"),
        "two lengths": _length(lambda size: b"Content-Length: %d\r\nContent-Length: 20\r\n" % size),
        "length enormous": _length(lambda _: b"Content-Length: 1000000000000000000\r\n"),
        "length of 5000 digits": _length(lambda _: b"Content-Length: " + b"9" * 5000 + b"\r\n"),
        "length and chunks": _length(
            lambda size: b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % size
        ),
        "redirect loop": lambda connection, _: _redirect(b"/loop")(connection, b""),
        "redirect to a private address": _redirect(b"http://10.255.255.1/admin"),
        "redirect to metadata": _redirect(b"http://169.254.169.254/latest/meta-data/"),
        "redirect to localhost": _redirect(b"http://localhost:22/"),
        "redirect to IPv6": _redirect(b"http://[::ffff:127.0.0.1]/admin"),
        "redirect to another host": _redirect(b"http://other.example/a.html"),
        "redirect to a file": _redirect(b"file:///etc/passwd"),
        "redirect to a script": _redirect(b"javascript:alert(1)"),
        "redirect to data": _redirect(b"data:text/html,<h1>x</h1>"),
        "redirect to nowhere": _send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
        "redirect to a long address": _redirect(b"/" + b"a" * 12_000),
        "redirect to bad brackets": _redirect(b"http://[bad/x"),
        "garbage": _send(b"\x16\x03\x01 no HTTP at all\r\n\r\n"),
        "no status line": _send(b"<html><p>HTTP/0.9 has no headers</p></html>"),
        "odd version": _send(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "odd status": _send(b"HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nok"),
        "status 999": _status(b"999 Denied"),
        "continue flood": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        "503, retry later": _status(b"503 Busy", b"Retry-After: 999999999"),
        "429, retry later": _status(b"429 Too Many Requests", b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
        "403": _status(b"403 Forbidden"),
        "401": _status(b"401 Unauthorized", b"WWW-Authenticate: Basic"),
        "500": _status(b"500 Error"),
        "204": _send(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "gzip bomb": lambda connection, _: connection.sendall(
            answer(_zeros("gzip"), "Content-Encoding: gzip")
        ),
        "brotli bomb": lambda connection, _: connection.sendall(
            answer(_zeros("brotli"), "Content-Encoding: br")
        ),
        "zstd bomb": lambda connection, _: connection.sendall(
            answer(_zstd_zeros(), "Content-Encoding: zstd")
        ),
        "deflate bomb": lambda connection, _: connection.sendall(
            answer(_zeros("deflate"), "Content-Encoding: deflate")
        ),
        "gzip in gzip": lambda connection, _: connection.sendall(
            answer(gzip.compress(_zeros("gzip")), "Content-Encoding: gzip, gzip")
        ),
        "thirty encodings": _encoded(b", ".join([b"gzip"] * 30), gzip.compress),
        "cut gzip": _encoded(b"gzip", lambda body: gzip.compress(body)[:-200]),
        "wrong checksum": _encoded(b"gzip", lambda body: gzip.compress(body)[:-8] + bytes(8)),
        "no gzip": _encoded(b"gzip", lambda body: body),
        "unknown encoding": _encoded(b"x-secret", lambda body: body[::-1]),
        "chunk size no number": _chunked(b"zz\r\nx\r\n0\r\n\r\n"),
        "chunk size negative": _chunked(b"-5\r\nx\r\n0\r\n\r\n"),
        "chunk size enormous": _chunked(b"FFFFFFFFFFFFFFFF\r\nx"),
        "chunks without an end": _chunked(b"5\r\nab"),
        "chunk without line end": _chunked(b"1\r\nx0\r\n\r\n"),
        "long chunk extension": _chunked(b"1;", b"e" * 1_000_000, b"\r\nx\r\n0\r\n\r\n"),
    }


# Faults of content


def _page(body: str | bytes, *headers: str) -> bytes:
    return answer(body, *headers)


def article_faults() -> dict[str, bytes]:
    """Return hostile pages in the place of an article."""
    whole, mark = article(9), "".join(chr(0x0301 + number % 2 * 0x15) for number in range(1_000_000))
    tail = "</div></body></html>"
    return {
        "combining marks": _page(whole.replace("居民", "居" + mark)),
        "combining marks in the title": _page(whole.replace("<h2>", "<h2>" + mark[:200_000])),
        "too large": _page("<p>" + "长" * 3_600_000 + "</p>"),
        "as large as allowed": _page("<p>" + "<b>" * 3_000_000),
        "deep": _page("<div>" * 200_000 + whole),
        "deep tables": _page("<table><tr><td>" * 50_000 + whole),
        "million attributes": _page(
            "<p " + " ".join(f"a{number}=1" for number in range(700_000)) + ">" + tail
        ),
        "million entities": _page("<p>" + "&lt;&#x301;" * 700_000 + tail),
        "500 open scripts": _page("<script>var a='" * 500 + whole),
        "doubling script": _page("<script>var a='x';" + "a=a+a;" * 60 + "</script>" + whole),
        "open comment": _page(whole.replace("<h2>", "<!--" * 100_000 + "<h2>")),
        "long line of digits": _page(whole.replace("居民", "2" * 3_000_000)),
        "many bylines": _page(whole.replace("居民", "（记者 唐一鸣）" * 200_000)),
        "many dates": _page(whole.replace("居民", "2025年09月03日 " * 200_000)),
        "million lines": _page("<p>一</p>" * 700_000 + whole),
        "entity bomb": _page('<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>' + whole),
        "header says another charset": _page(
            whole.encode("gb18030"), "Content-Type: text/html; charset=utf-8"
        ),
        "header says UTF-7": _page(whole.encode(), "Content-Type: text/html; charset=utf-7"),
        "header says no charset": _page(whole.encode(), "Content-Type: text/html; charset=x-klingon"),
        "charset of 100 KB": _page(whole.encode(), "Content-Type: text/html; charset=" + "a" * 12_000),
        "UTF-16": _page(whole.encode("utf-16"), "Content-Type: text/html"),
        "UTF-32": _page(whole.encode("utf-32"), "Content-Type: text/html; charset=utf-8"),
        "half a character": _page(whole.encode()[: len(whole.encode()) // 2 + 1]),
        "null bytes": _page(whole.replace("居民", "\0" * 100_000)),
        "binary": _page(bytes(range(256)) * 4000),
        "image": _page(b"\x89PNG\r\n\x1a\n" + bytes(1000), "Content-Type: image/png"),
        "empty": _page(b""),
        "JSON": _page('{"a": ' * 100_000, "Content-Type: application/json"),
        "challenge": _page("<html><script>var a='__jsl_clearance'</script>人机验证</html>"),
    }


def listing_faults() -> dict[str, dict[str, bytes | Fault]]:
    """Return hostile listings: name → pages."""
    good = listing(range(12, 6, -1), "list_2.shtml")
    row = "<tr><td><a href='art_9.shtml'>第9期社区开放日举行</a></td><td>2025-09-09</td></tr>"
    rows = "".join(
        f"<tr><td><a href='a{number}.shtml'>第{number}期社区开放日在街道举行</a></td><td>2025-09-03</td></tr>"
        for number in range(100_000)
    )
    mark = "".join(chr(0x0301 + number % 2 * 0x15) for number in range(1_000_000))

    def endless(connection: socket.socket, _: bytes) -> None:
        connection.sendall(_page(good.replace("list_2.shtml", f"list_{time.monotonic_ns()}.shtml")))

    pages: dict[str, str | bytes] = {
        "100,000 rows": good.replace(row, rows),
        "one address 50,000 times": good.replace(row, row * 50_000),
        "combining marks in a row": good.replace("第9期", mark + "第9期"),
        "title of a megabyte": good.replace("第9期", "长" * 400_000),
        "bad addresses": good.replace(
            row, "<tr><td><a href='http://[bad'>第99期社区开放日</a></td></tr>" * 5000 + row
        ),
        "addresses with 5,000 digits": good.replace("art_9", "art_" + "3" * 5000),
        "next page with 5,000 digits": good.replace("list_2", "list_" + "2" * 5000),
        "next page elsewhere": good.replace("list_2.shtml", "http://other.example/list_2.html"),
        "next page is private": good.replace("list_2.shtml", "http://10.255.255.1/list_2.html"),
        "next page is a script": good.replace("list_2.shtml", "javascript:go(2)"),
        "next page is this page": good.replace("list_2.shtml", "./"),
        "rows of a script": "<script>" + "var a='x';" + "a=a+a;" * 60 + "document.write(a)</script>" + good,
        "500 open scripts": "<script>document.write('" * 500 + good,
        "deep": "<div>" * 200_000 + good,
        "open tables": "<table><tr><td>" * 50_000 + good,
        "million cells": good.replace(row, "<tr>" + "<td>一</td>" * 500_000 + "</tr>" + row),
        "many dates": good.replace("2025-09-09", "2025-09-03 " * 200_000),
        "dates that are none": good.replace("2025-09-09", "9999-99-99").replace("2025-09-10", "0000-00-00"),
        "createPageHTML of millions": good + "<script>createPageHTML(99999999, 0, 'list', 'shtml')</script>",
        "empty": "",
        "JSON without an end": "[" * 100_000,
        "too large": "<p>" + "长" * 3_600_000,
        "login": "<html><form action='/login'><input type='password' name='p'></form></html>",
        "challenge": "<html><script>var a='__jsl_clearance'</script>人机验证</html>",
        "GB18030 called UTF-8": good.encode("gb18030"),
        "UTF-16": good.encode("utf-16"),
        "null bytes": good.replace("第9期", "\0" * 100_000),
    }
    hostile: dict[str, dict[str, bytes | Fault]] = {
        name: {FIRST: _page(page)} for name, page in pages.items()
    }
    return hostile | {
        "endless pages": {FIRST: endless, "*": endless},
        "repeating pages": {SECOND: _page(good)},
        "second page empty": {SECOND: _page("<html><body></body></html>")},
    }


def robots_faults() -> dict[str, bytes]:
    """Return hostile files of rules."""
    everybody, digits = b"User-agent: *\n", b"9" * 5000
    names = b"".join(b"User-agent: robot%d\n" % number for number in range(15_000))
    return {
        "12 MB": everybody + b"Disallow: /x\n" * 1_000_000,
        "15,000 names": names + b"Disallow: /x\n" * 15_000,
        "patterns": everybody + b"".join(b"Disallow: /*a*b*%d*\n" % number for number in range(20_000)),
        "one long pattern": everybody + b"Disallow: /" + b"*a" * 200_000 + b"\n",
        "forbidden": everybody + b"Disallow: /\n",
        "articles forbidden": everybody + b"Disallow: /sq/art_\n",
        "delay negative": everybody + b"Crawl-delay: -5\n",
        "delay not a number": everybody + b"Crawl-delay: nan\n",
        "delay infinite": everybody + b"Crawl-delay: 1e999\n",
        "delay of 5,000 digits": everybody + b"Crawl-delay: " + digits + b"\n",
        "delay of an hour": everybody + b"Crawl-delay: 3600\n",
        "HTML": b"<html><h1>404</h1></html>",
        "null bytes": bytes(100_000),
        "binary": bytes(range(256)) * 1000,
    }


def hostile_servers() -> Iterator[HostileServer]:
    """Yield every server that does not speak TLS."""
    for place, path in PLACES.items():
        for name, fault in wire_faults().items():
            yield HostileServer(f"{place}: {name}", {path: fault, "/loop": _redirect(b"/loop")})
    for name, page in article_faults().items():
        yield HostileServer(f"article: {name}", {ARTICLE: page})
    for name, pages in listing_faults().items():
        yield HostileServer(f"listing: {name}", pages, hides=name in HIDING)
    for name, body in robots_faults().items():
        yield HostileServer(f"robots: {name}", {ROBOTS: _page(body, "Content-Type: text/plain")})


class Serving:
    """A hostile server on loopback."""

    def __init__(self, hostile: HostileServer) -> None:
        self.asked: list[str] = []
        good, context, outer = good_pages(), hostile.tls() if hostile.tls else None, self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                connection = self.request
                with suppress(OSError, ValueError, IndexError):
                    if context:
                        connection = context.wrap_socket(connection, server_side=True)
                    request = b"GET *" if not hostile.own_tls else b""
                    while hostile.own_tls and b"\r\n\r\n" not in request and (data := connection.recv(65536)):
                        request += data
                    path = request.split(b" ", 2)[1].decode("latin-1")
                    outer.asked.append(path)
                    body = good.get(path)
                    page = hostile.pages.get(path)
                    if page is None:
                        page = (
                            answer(body)
                            if body is not None
                            else hostile.pages.get("*") or answer("", status="404 No")
                        )
                    if isinstance(page, bytes):
                        connection.sendall(page)
                    else:
                        page(connection, body or b"")
                if context:
                    with suppress(OSError):
                        connection.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 50

            def handle_error(self, *_: object) -> None:
                """A hostile server is not interested in the faults of others."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        scheme = "https" if hostile.tls or not hostile.own_tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
