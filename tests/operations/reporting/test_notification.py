from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.messages.apprise_sending import send_message
from bulletin_spider.messages.message import Message
from bulletin_spider.operations.health.baseline import crawl_records
from bulletin_spider.operations.reporting.notification import (
    combined_message,
    lasting_problem,
    notification_for,
    notify,
)
from bulletin_spider.operations.reporting.notified_starts import NotifiedStarts
from tests.archive.records import run_record
from tests.conftest import free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sinks import Sink


def titles(layout: Layout, *outcomes: str) -> list[str]:
    """Return the title of the message after each run; ``-`` if there is none."""
    sent = []
    for number, outcome in enumerate(outcomes):
        run = f"20260928T0000{number:02d}Z"
        record = run_record(run, site="haidian", outcome=outcome, reasons=["x"], published=1)
        append_run_record(layout, "haidian", record)
        message = notification_for(crawl_records(layout, "haidian", 60)[1:], record)
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


def test_failed_run_is_reported_with_advice() -> None:
    record = {"site": "haidian", "outcome": "output failed", "reasons": ["disk full"], "published": 0}
    message = notification_for([], record)
    assert message
    assert message.body.splitlines() == [
        "disk full",
        "run -: 0 published",
        "look closer: scrapy status haidian",
        (
            "check free space (df -h) and write permission where the file could not be written,"
            " or the object store or database that the reason names; then scrapy crawl haidian"
        ),
    ]


def test_several_sites_share_one_message() -> None:
    one = combined_message([Message("a: drift", "x"), Message("b: recovered", "y")])
    assert one == Message("a: drift, b: recovered", "a: drift\nx\n\nb: recovered\ny")


def test_message_has_the_type_of_its_outcome(sink: Sink) -> None:
    """A combined message has the worst type."""
    outcomes = {"drift": "failure", "unreachable": "warning", "ok": "success"}
    past = [{"outcome": "unreachable"}] * 2
    record = {"run": "1", "site": "haidian", "reasons": [], "published": 0}
    found = {
        outcome: notification_for(past, record | {"outcome": outcome}, "drift" if outcome == "ok" else "")
        for outcome in outcomes
    }
    messages = [message for message in found.values() if message]
    assert {outcome: message and message.kind for outcome, message in found.items()} == outcomes
    send_message(sink.url, messages[1])
    send_message(sink.url, combined_message(messages[1:]))
    send_message(sink.url, combined_message(messages))
    assert [message["type"] for message in sink.received] == ["warning", "warning", "failure"]


def test_start_that_fails_again_is_told_once(
    tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive cannot be written, so it holds no record of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    layout = Layout(tmp_path / "archive")
    failed = {"site": "haidian", "outcome": "output failed", "reasons": ["x"], "published": 0}
    sink.status = 500
    assert notify(sink.url, layout, [failed]) == "a notification could not be delivered"
    sink.status = 200
    for record in (failed, failed, failed | {"outcome": "error"}, failed | {"outcome": "error"}):
        assert notify(sink.url, layout, [record]) is None
    well = run_record("20260928T000000Z", site="haidian", published=0)
    append_run_record(layout, "haidian", well)
    for _ in range(2):
        assert notify(sink.url, layout, [well]) is None
    titles = [message["title"].removeprefix("Bulletin Spider: haidian: ") for message in sink.received]
    assert titles == ["output failed"] * 2 + ["error", "recovered"]
    assert sink.received[-1]["message"].startswith("it was: error")


def test_message_that_failed_is_sent_by_the_next_run(
    tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    layout = Layout(tmp_path / "archive")
    outcomes = ("ok", "drift", "drift", "drift", "ok", "ok", "ok")
    reached = (True, False, True, True, False, True, True)
    for number, (outcome, arrives) in enumerate(zip(outcomes, reached, strict=True)):
        record = run_record(f"2026092{number}T000000Z", site="haidian", outcome=outcome, published=0)
        append_run_record(layout, "haidian", record)
        sink.status = 200 if arrives else 500
        failed = notify(sink.url, layout, [record])
        assert failed == (None if arrives else "a notification could not be delivered")
    titles = [message["title"].removeprefix("Bulletin Spider: haidian: ") for message in sink.received]
    assert titles == ["drift"] * 2 + ["recovered"] * 2
    assert sink.received[-1]["message"].startswith("it was: drift")


def test_address_that_fails_costs_others_no_repetition(
    tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    layout = Layout(tmp_path / "archive")
    for number in range(3):
        record = run_record(f"2026092{number}T000000Z", site="haidian", outcome="drift", published=0)
        append_run_record(layout, "haidian", record)
        notify(f"{sink.url} json://127.0.0.1:{free_port()}", layout, [record])
    assert len(sink.received) == 1


def test_full_disk_below_the_memory_costs_no_message(
    small_disk: Callable[[str], Path], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = small_disk("size=64k")
    monkeypatch.setenv("XDG_STATE_HOME", str(disk / "state"))
    layout = Layout(disk / "archive")
    NotifiedStarts(layout.root).prepare("haidian")
    with (disk / "rest").open("wb", buffering=0) as rest, suppress(OSError):
        while rest.write(bytes(4096)):
            pass
    failed = {"site": "haidian", "outcome": "output failed", "reasons": ["x"], "published": 0}
    for _ in range(3):
        assert notify(sink.url, layout, [failed]) is None
    assert len(sink.received) == 1
