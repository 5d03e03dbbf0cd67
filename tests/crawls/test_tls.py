"""Certificates are verified unless the site's file makes an exception."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawls.baishi import site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

SITES = ("-s", "SPIDER_MODULES=tests.crawls.tls_sites")


def self_signed(path: Path) -> Path:
    """Write a self-signed certificate for 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path


def test_unverified_certificate_is_refused_unless_excepted(
    archive: Archive, serve: Callable[..., Pages], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "site.pem"))
    server = serve(site(), tls=context)
    monkeypatch.setenv("TLS_SITE", server.url)
    assert archive.scrapy("crawl", "strict", *SITES).code == 7
    assert server.asked == [], "a server that cannot be verified gets no request"
    (reason,) = archive.runs("strict")[0]["reasons"]
    assert reason == "社区: page 1: its robots.txt could not be read: its certificate cannot be verified"
    assert archive.scrapy("crawl", "excepted", *SITES).code == 0
    assert len(archive.versions("excepted")) == 20
