from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.watches.delivery.delivering import deliver
from tests.sinks import Mailbox
from tests.watches.delivery.hits import digest, edit, new

if TYPE_CHECKING:
    from tests.sinks import Sink


def test_message_goes_to_one_service(sink: Sink) -> None:
    deliver(sink.url, edit())
    (message,) = sink.received
    assert message["title"] == "Bulletin Spider: haidian: revised: 养老"
    assert message["message"].startswith("共有[-3-]{+2+}万人参加。\n")
    assert message["type"] == "warning"


def test_mail_keeps_lines_of_digest() -> None:
    mailbox = Mailbox()
    try:
        deliver(mailbox.url, digest(new(1), new(2)))
    finally:
        mailbox.stop()
    (mail,) = mailbox.received
    assert mail["Subject"] == "Bulletin Spider: 养老: 2"
    lines = mail.get_body(("plain",)).get_content().splitlines()  # type: ignore[union-attr]
    assert "- 题1 (2026-09-28)" in lines


def test_failure_names_no_password(sink: Sink) -> None:
    sink.status = 500
    for target in (sink.url.replace("//", "//user:password@"), "wecomb://password"):
        with pytest.raises(DeliveryFault) as fault:
            deliver(target, new())
        assert "password" not in str(fault.value)
