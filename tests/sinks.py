"""Servers that receive the notifications of a test."""

from __future__ import annotations

import json
import socketserver
import threading
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage


class Sink:
    """An HTTP server that records the JSON posted to it."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"json://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Mailbox:
    """An SMTP server that records the messages sent to it."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.answer("220 here")
                while command := self.rfile.readline()[:4].strip().upper():
                    if command == b"DATA":
                        self.answer("354 go on")
                        outer.received.append(self.message())
                    self.answer("221 bye" if command == b"QUIT" else "250 fine")
                    if command == b"QUIT":
                        return

            def answer(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def message(self) -> EmailMessage:
                lines = b"".join(iter(self.rfile.readline, b".\r\n"))
                return message_from_bytes(lines, policy=default)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"mailto://127.0.0.1:{self.server.server_address[1]}?mode=insecure&from=a@example.org&to=b@example.org"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
