"""Servers with faults of TLS, and one without, each with real certificates of a test authority."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import time
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.crawls.hostile_servers import HostileServer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAY = dt.timedelta(days=1)
_PEM = serialization.Encoding.PEM


class Issued(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any

    def pem(self) -> bytes:
        form = serialization.PrivateFormat.PKCS8
        secret: bytes = self.key.private_bytes(_PEM, form, serialization.NoEncryption())
        return secret + self.certificate.public_bytes(_PEM)


def issue(  # noqa: PLR0913 - as many as certificates can be wrong in
    name: str,
    issuer: Issued | None = None,
    *,
    hosts: tuple[str, ...] = ("127.0.0.1",),
    days: tuple[int, int] = (-1, 1),
    authority: bool = False,
    bits: int = 0,
) -> Issued:
    """Return a certificate; without an issuer it signs itself. ``days`` are its validity from now, ``bits`` of RSA."""
    key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
    now, subject = dt.datetime.now(dt.UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    builder = builder.issuer_name(issuer.certificate.subject if issuer else subject)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now + days[0] * DAY).not_valid_after(now + days[1] * DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    if not authority:
        names: list[x509.GeneralName] = [
            x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
            for host in hosts
        ]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _context(
    file: Path, *issued: Issued, change: Callable[[ssl.SSLContext], object] | None = None
) -> ssl.SSLContext:
    file.write_bytes(b"".join([issued[0].pem(), *(one.certificate.public_bytes(_PEM) for one in issued[1:])]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(file)
    if change:
        change(context)
    return context


def _only_old(context: ssl.SSLContext) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is what this server is about
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1


def _asks_for_certificate(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_REQUIRED


def _no_common_cipher(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("NULL:@SECLEVEL=0")


def tls_servers(directory: Path) -> tuple[Path, list[HostileServer]]:
    """Return the file of the authority's certificate (for ``SSL_CERT_FILE``), and the servers; the first is good."""
    directory.mkdir(parents=True, exist_ok=True)
    authority, stranger = issue("Test CA", authority=True), issue("Unknown CA", authority=True)
    trusted = directory / "authority.pem"
    trusted.write_bytes(authority.certificate.public_bytes(_PEM))
    middle, old_middle = (
        issue("Middle", authority, authority=True),
        issue("Old", authority, authority=True, days=(-9, -1)),
    )
    no_authority = issue("127.0.0.1", authority)
    many = tuple(f"host{number}.example" for number in range(20_000))
    chains: dict[str, tuple[tuple[Issued, ...], Callable[[ssl.SSLContext], object] | None]] = {
        "good": ((issue("127.0.0.1", authority),), None),
        "good, with a chain": ((issue("127.0.0.1", middle), middle), None),
        "signed by itself": ((issue("127.0.0.1"),), None),
        "expired": ((issue("127.0.0.1", authority, days=(-9, -1)),), None),
        "not yet valid": ((issue("127.0.0.1", authority, days=(1, 9)),), None),
        "another host": ((issue("other.example", authority, hosts=("other.example",)),), None),
        "another address": ((issue("127.0.0.2", authority, hosts=("127.0.0.2",)),), None),
        "unknown authority": ((issue("127.0.0.1", stranger),), None),
        "chain without its middle": ((issue("127.0.0.1", middle),), None),
        "expired in the middle": ((issue("127.0.0.1", old_middle), old_middle), None),
        "issuer that is no authority": ((issue("127.0.0.1", no_authority), no_authority), None),
        "key of 1024 bits": ((issue("127.0.0.1", authority, bits=1024),), None),
        "20,000 names": ((issue("127.0.0.1", stranger, hosts=many),), None),
        "chain of 90": ((issue("127.0.0.1", stranger), *([stranger] * 90)), None),
        "TLS 1.0 only": ((issue("127.0.0.1", authority),), _only_old),
        "no common cipher": ((issue("127.0.0.1", authority),), _no_common_cipher),
        "asks for a certificate": ((issue("127.0.0.1", authority),), _asks_for_certificate),
    }
    return trusted, [*_speaking(directory, chains), *_pretending()]


def _speaking(directory: Path, chains: dict[str, Any]) -> Iterator[HostileServer]:
    for number, (name, (issued, change)) in enumerate(chains.items()):
        context = _context(directory / f"{number}.pem", *issued, change=change)
        yield HostileServer(f"TLS: {name}", tls=lambda context=context: context)  # type: ignore[misc]


def _pretending() -> Iterator[HostileServer]:
    """Yield servers that do not end the handshake."""

    def stall(_connection: socket.socket, _: bytes) -> None:
        time.sleep(60)

    for name, answer in {
        "plain HTTP": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "alert": b"\x15\x03\x03\x00\x02\x02\x28",
        "garbage": bytes(range(256)) * 100,
        "half a record": b"\x16\x03\x03\x40\x00\x02\x00",
        "nothing": b"",
    }.items():
        yield HostileServer(f"TLS: {name}", {"*": answer}, own_tls=False)
    yield HostileServer("TLS: stalls", {"*": stall}, own_tls=False)
