from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.messages.addresses import http_address_fault, shown_address
from bulletin_spider.messages.http_request import PendingRequest, request_fault
from tests.conftest import free_port
from tests.crawls.test_tls import self_signed
from tests.receiver import Receiver

if TYPE_CHECKING:
    from pathlib import Path


def test_answer_of_2xx_is_a_delivery(receiver: Receiver) -> None:
    assert request_fault(receiver.address, b"{}", {"Content-Type": "application/json"}) == ""
    (one,) = receiver.received
    assert (one.method, one.path, one.body) == ("POST", "/secret-key", b"{}")
    assert one.headers["Content-Type"] == "application/json"
    assert one.headers["User-Agent"].startswith("BulletinSpider/")
    receiver.status = 202
    assert request_fault(receiver.address) == ""


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_other_answer_is_a_failure(receiver: Receiver, status: int) -> None:
    receiver.status = status
    assert request_fault(receiver.address) == f"HTTP {status}"


def test_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": receiver.address}
    assert request_fault(receiver.address) == "HTTP 302, a redirect: give the address that it leads to"
    assert len(receiver.received) == 1


def test_server_that_never_answers_is_left(receiver: Receiver) -> None:
    receiver.released.clear()
    assert PendingRequest(receiver.address).fault(0.05) == "no answer in time"


def test_nobody_there_is_said() -> None:
    assert request_fault(f"http://127.0.0.1:{free_port()}/") == "Connection refused"


def test_user_of_address_is_sent_as_a_header(receiver: Receiver) -> None:
    assert request_fault(receiver.address.replace("//", "//a:b%40c@")) == ""
    assert receiver.received[0].headers["Authorization"] == "Basic YTpiQGM="


@pytest.mark.parametrize(
    "address",
    ["", "x", "ftp://x/", "file:///etc/passwd", "http://", "http://x:y/", "http://x/ y", "http://x/海"],
)
def test_what_is_no_address_is_not_asked(address: str) -> None:
    assert http_address_fault(address) == "it is no address like https://host/path"
    assert request_fault(address) == "it is no address like https://host/path"


def test_shown_address_has_no_secret() -> None:
    assert shown_address("https://user:password@example.org:8443/key?token=1") == "https://example.org:8443/…"
    assert shown_address("http://x:y/secret") == "…"
    assert shown_address("secret") == "…"


def test_certificate_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem, tls = self_signed(tmp_path / "site.pem"), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    receiver = Receiver(tls)
    try:
        assert request_fault(receiver.address).startswith("its certificate is not valid: ")
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert request_fault(receiver.address) == ""
    finally:
        receiver.stop()
    assert len(receiver.received) == 1
