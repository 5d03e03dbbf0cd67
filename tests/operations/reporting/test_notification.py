from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.operations.reporting.notification import (
    Message,
    combined_message,
    lasting_problem,
    notification_for,
    send_message,
)
from tests.archive.records import run_record
from tests.sinks import Mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sinks import Sink


def titles(layout: Layout, *outcomes: str) -> list[str]:
    """Return the title of the message after each run; ``-`` if there is none."""
    sent = []
    for number, outcome in enumerate(outcomes):
        run = f"20260928T0000{number:02d}Z"
        record = run_record(run, site="haidian", outcome=outcome, reasons=["x"], published=1)
        append_run_record(layout.runs("haidian"), record)
        message = notification_for(layout, record)
        sent.append(message.title.removeprefix("haidian: ") if message else "-")
    return sent


@pytest.mark.parametrize(
    ("outcomes", "messages"),
    [
        (["ok", "drift", "drift", "ok", "ok"], ["-", "drift", "-", "recovered", "-"]),
        (["unreachable", "unreachable", "ok"], ["-", "-", "-"]),
        (["unreachable"] * 4 + ["ok, nothing new"], ["-", "-", "unreachable", "-", "recovered"]),
        (["drift", "unreachable", "drift", "ok"], ["drift", "-", "-", "recovered"]),
        (["drift", "blocked", "ok"], ["drift", "blocked", "recovered"]),
        (["incomplete", "incomplete", "error"], ["-", "-", "error"]),
    ],
)
def test_person_is_notified_of_changes_only(tmp_path: Path, outcomes: list[str], messages: list[str]) -> None:
    assert titles(Layout(tmp_path), *outcomes) == messages


def test_no_runs_mean_no_problem() -> None:
    assert lasting_problem([]) is None


def test_failed_run_is_reported_with_advice(tmp_path: Path) -> None:
    record = {"site": "haidian", "outcome": "output failed", "reasons": ["disk full"], "published": 0}
    message = notification_for(Layout(tmp_path), record)
    assert message
    assert message.body.splitlines() == [
        "disk full",
        "run -: 0 published",
        "look closer: scrapy status haidian",
        "check free space (df -h) and write permission where the file could not be written; then scrapy crawl haidian",
    ]


def test_several_sites_share_one_message() -> None:
    one = combined_message([Message("a: drift", "x"), Message("b: recovered", "y")])
    assert one == Message("a: drift, b: recovered", "a: drift\nx\n\nb: recovered\ny")


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
