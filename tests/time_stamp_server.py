"""A time-stamp authority on loopback: `openssl ts` behind a real HTTP server, with certificates of its own."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
serial = {place}/serial
signer_cert = {place}/authority.pem
signer_key = {place}/authority.key
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
tsa_name = no
ess_cert_id_chain = no
"""


class TimeStampServer:
    """Answers each POST with a time stamp, or with ``answer`` if it is set: (status, body)."""

    def __init__(self, place: Path) -> None:
        self.place, self.roots = place, place / "root.pem"
        self.asked = 0
        self.answer: tuple[int, bytes] | None = None
        self._make_certificates()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked += 1
                assert self.headers["Content-Type"] == "application/timestamp-query"
                status, body = outer.answer or (200, outer.stamp(query))
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/tsr"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stamp(self, query: bytes) -> bytes:
        """Return the authority's answer to a query."""
        request, reply = self.place / "query", self.place / "reply"
        request.write_bytes(query)
        self._openssl(
            "ts", "-reply", "-queryfile", request, "-section", "tsa", "-config", self.config(), "-out", reply
        )
        return reply.read_bytes()

    def config(self, name: str = "Time stamps of a test") -> Path:
        path = self.place / "openssl.cnf"
        path.write_text(CONFIG.format(place=self.place, name=name), encoding="utf-8")
        return path

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _make_certificates(self) -> None:
        (self.place / "serial").write_text("01\n")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
        names = {
            part: self.place / part
            for part in ("root.key", "root.pem", "authority.key", "authority.csr", "authority.pem")
        }
        config = self.config("Root of a test")
        self._openssl("req", "-x509", *key, "-keyout", names["root.key"], "-out", names["root.pem"], "-days", "9", "-config", config, "-extensions", "root")  # fmt: skip
        config = self.config()
        self._openssl(
            "req", *key, "-keyout", names["authority.key"], "-out", names["authority.csr"], "-config", config
        )
        self._openssl("x509", "-req", "-in", names["authority.csr"], "-CA", names["root.pem"], "-CAkey", names["root.key"], "-set_serial", "2", "-days", "9", "-extfile", config, "-extensions", "authority", "-out", names["authority.pem"])  # fmt: skip

    def _openssl(self, *arguments: object) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=self.place)
