from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.messages.apprise_sending import address_fault, send_message
from bulletin_spider.messages.message import Message
from tests.sinks import Mailbox

if TYPE_CHECKING:
    from tests.sinks import Sink


def test_unknown_service_is_named_without_the_address() -> None:
    assert address_fault("json://127.0.0.1") is None
    assert address_fault("") is None
    fault = address_fault("json://127.0.0.1 wecomb://secret")
    assert fault == (
        "NOTIFY holds an address that Apprise cannot read, see its list of services: number 2, wecomb://…"
    )
    assert "secret" not in str(address_fault("secret"))


def test_mail_keeps_its_lines() -> None:
    mailbox = Mailbox()
    try:
        assert (
            send_message(
                mailbox.url, Message("haidian: drift", "要闻: x & y\nlook closer: scrapy status haidian")
            )
            is None
        )
    finally:
        mailbox.stop()
    (mail,) = mailbox.received
    assert mail["Subject"] == "Bulletin Spider: haidian: drift"
    assert mail.get_body(("plain",)).get_content().splitlines() == [  # type: ignore[union-attr]
        "要闻: x & y",
        "look closer: scrapy status haidian",
    ]


def test_failed_message_is_a_warning_without_the_address(sink: Sink) -> None:
    """Addresses can hold passwords."""
    assert send_message(sink.url, Message("haidian: drift", "要闻: x")) is None
    assert sink.received[0]["title"] == "Bulletin Spider: haidian: drift"
    assert sink.received[0]["message"] == "要闻: x"
    sink.status = 500
    assert send_message(sink.url, Message("a", "b")) == "a notification could not be delivered"
    assert send_message(f"{sink.url} nonsense", Message("a", "b")) is not None
    secret = send_message("json://user:secret@127.0.0.1:9/", Message("a", "b"))
    assert secret
    assert "secret" not in secret
