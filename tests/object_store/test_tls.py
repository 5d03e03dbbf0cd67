"""A store is asked over TLS only if its certificate is trusted."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoreFault
from tests.crawls.hostile_tls import Issued, issue
from tests.object_store.fault_proxy import FaultProxy
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.s3


class Served:
    """The store behind TLS, and the file with the certificate of its authority."""

    def __init__(self, endpoint: str, directory: Path, **wrong: object) -> None:
        authority = issue("Test CA", authority=True)
        issued: Issued = issue("127.0.0.1", authority, **wrong)  # type: ignore[arg-type]
        file, self.authority = directory / "server.pem", directory / "authority.pem"
        file.write_bytes(issued.pem())
        self.authority.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        self.proxy = FaultProxy(endpoint, context)


@pytest.fixture(
    params=[{}, {"hosts": ("store.example",)}, {"days": (-9, -1)}], ids=["unknown", "other", "expired"]
)
def served(
    request: pytest.FixtureRequest,
    store: str,
    s3_endpoint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Served]:
    assert store
    served = Served(s3_endpoint, tmp_path, **request.param)
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.proxy.endpoint)
    if request.param:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(served.authority))
    yield served
    served.proxy.stop()


def test_wrong_certificate_is_refused(served: Served) -> None:
    """Of an unknown authority, for another host, expired: no request is made, and none is tried again."""
    with pytest.raises(
        StoreFault, match=r"certificate of the store at https://127.0.0.1:.* is not trusted"
    ) as caught:
        ObjectStore(BUCKET).put("a", b"a")
    assert "AWS_CA_BUNDLE" in caught.value.remedy
    assert served.proxy.asked == []


@pytest.mark.parametrize("served", [{}], indirect=True)
def test_own_authority_is_trusted(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(served.authority))
    bucket = ObjectStore(BUCKET)
    bucket.put("tls/a", b"a")
    assert bucket.get("tls/a") == b"a"


def test_plain_server_is_named(store: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint.replace("http", "https"))
    with pytest.raises(StoreFault, match="does not speak TLS"):
        ObjectStore(BUCKET).put("a", b"a")
