from __future__ import annotations

import json
import re
import time

import jsonschema
import pytest

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.watches.delivery.delivering import deliver
from bulletin_spider.watches.delivery.webhook import signature
from tests.conftest import ROOT
from tests.receiver import Received, Receiver
from tests.watches.delivery.hits import digest, edit, new, watch

DOC = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```python\n(import hashlib.+?)```", DOC, re.DOTALL)


def is_genuine(received: Received, secret: str) -> bool:
    """Verify a request with the lines of the docs."""
    assert EXAMPLE
    names: dict[str, object] = {}
    exec(EXAMPLE[1], names)  # noqa: S102 - the project's own docs
    verify = names["is_genuine"]
    return bool(verify(secret, received.headers, received.body))  # type: ignore[operator]


def test_message_has_version_and_evidence(receiver: Receiver) -> None:
    hit = edit(of=watch(secret="s"))  # noqa: S106 - a secret of the test
    deliver(receiver.address, hit)
    (one,) = receiver.received
    sent = json.loads(one.body)
    assert (one.method, one.headers["Content-Type"]) == ("POST", "application/json")
    assert one.headers["Bulletin-Id"] == sent["id"] == hit.id
    assert (sent["schema"], sent["type"], sent["test"]) == (1, "hit", False)
    assert (sent["change"], sent["parts"], sent["sentence"]) == (
        "revised",
        ["figures"],
        "共有[-3-]{+2+}万人参加。",
    )
    assert sent["version"]["capture"]["digest"] == "sha1:ABC"
    assert sent["previous"]["fingerprint"] == "1" * 64
    assert "secret" not in one.body.decode()


def test_signature_holds_time_and_body(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(receiver.address, new(of=watch(secret="密钥")))  # noqa: S106 - as above
    monkeypatch.setenv("BULLETIN_WATCH_SECRET", "other")
    deliver(receiver.address, new())
    monkeypatch.delenv("BULLETIN_WATCH_SECRET")
    deliver(receiver.address, new())
    signed, by_environment, unsigned = receiver.received
    assert is_genuine(signed, "密钥")
    assert not is_genuine(signed, "other")
    assert is_genuine(by_environment, "other")
    assert not is_genuine(signed._replace(body=b"{}"), "密钥")
    assert unsigned.headers["Bulletin-Signature"] is None


def test_old_message_is_not_genuine() -> None:
    """Somebody who reads a message cannot send it again later."""
    for age, genuine in ((0, True), (3600, False)):
        headers = signature("s", int(time.time()) - age, b"{}")
        received = Received("POST", "/", headers, b"{}")  # type: ignore[arg-type]
        assert is_genuine(received, "s") is genuine


def test_digest_has_every_hit(receiver: Receiver) -> None:
    deliver(receiver.address, digest(new(1), edit(2), more=3, coverage=("x",)))
    sent = json.loads(receiver.received[0].body)
    assert sent["type"] == "digest"
    assert [hit["change"] for hit in sent["hits"]] == ["new", "revised"]
    assert (sent["more"], sent["coverage"]) == (3, ["x"])


def test_docs_describe_every_field(receiver: Receiver) -> None:
    found = re.search(r"```json\n(\{\s*\"\$schema\".+?)```", DOC, re.DOTALL)
    assert found
    schema = json.loads(found[1])
    messages = [new(), edit(2), digest(new(), edit(2))]
    for message in messages:
        deliver(receiver.address, message)
    for one in receiver.received:
        jsonschema.validate(json.loads(one.body), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(receiver.received[0].body) | {"unknown": 1}, schema)


@pytest.mark.parametrize(("status", "reason"), [(500, "HTTP 500"), (204, ""), (410, "HTTP 410")])
def test_only_2xx_is_a_delivery(receiver: Receiver, status: int, reason: str) -> None:
    receiver.status = status
    if not reason:
        deliver(receiver.address, new())
        return
    with pytest.raises(DeliveryFault, match=reason) as fault:
        deliver(receiver.address, new())
    assert "secret-key" not in str(fault.value)


def test_webhook_follows_no_redirect(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.address}
    with pytest.raises(DeliveryFault, match="a redirect"):
        deliver(receiver.address, new())
    assert len(receiver.received) == 1
