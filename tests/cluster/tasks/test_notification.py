from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from tests.cluster.tasks.conftest import Office
    from tests.sinks import Sink


def titles(sink: Sink) -> list[str]:
    """Return the titles that have come since they were asked for last."""
    found = [message["title"].removeprefix("Bulletin Spider: ") for message in sink.received]
    sink.received.clear()
    return found


def later(office: Office) -> None:
    """Work when the next message may be sent."""
    office.pass_seconds(601)
    office.work()


def test_outcome_is_news_once(office: Office) -> None:
    """An outcome that may pass is news again when it has lasted, and a person is needed."""
    outcomes = [
        "ok",
        "unreachable",
        "unreachable",
        "unreachable",
        "unreachable",
        "drift",
        Outcome.NOTHING_NEW,
        "ok",
    ]
    assert [office.end_run(outcome) for outcome in outcomes] == [
        None, "", None, "it needs a person now", None, "it was: unreachable", "it was: drift", None,
    ]  # fmt: skip
    assert office.rows("SELECT * FROM problems") == []


def test_recovery_from_failed_visits_is_news(office: Office) -> None:
    office.fail("haidian", 3)
    assert office.end_run("unreachable") == "it was: no record"
    assert office.rows("SELECT outcomes, problem FROM problems") == [(["unreachable"], None)]


def test_problem_and_recovery_are_one_message_each(office: Office, sink: Sink) -> None:
    office.able(notify=sink.url)
    office.end_run("drift", "haidian", "要闻: reporters in 0 of 30 bulletins")
    office.work()
    assert titles(sink) == []  # changes of some seconds are gathered
    later(office)
    office.end_run("drift")
    later(office)
    assert titles(sink) == ["haidian: drift"]
    office.end_run("ok")
    later(office)
    assert titles(sink) == ["haidian: recovered"]
    assert office.rows("SELECT * FROM problems") == []


def test_dead_letter_and_its_recovery_are_told(office: Office, sink: Sink) -> None:
    office.able(notify=sink.url)
    office.fail("haidian", 2)
    later(office)
    assert sink.received == []
    office.fail("haidian")
    later(office)
    assert sink.received[0]["message"].splitlines() == [
        "the store is away",
        "3 visits in a row left no record, the last one on one",
        f"look closer: {PROGRAM} status haidian",
        f"the timetable tries it again; at once: {PROGRAM} retry haidian",
    ]
    office.fail("haidian")
    later(office)
    office.end_run(Outcome.NOTHING_NEW)
    later(office)
    assert titles(sink) == ["haidian: no record", "haidian: recovered"]


def test_many_sites_are_one_message(office: Office, sink: Sink) -> None:
    """The next one comes ten minutes later at the earliest, as sites change one after the other."""
    office.able(notify=sink.url)
    for number in range(60):
        office.fail(f"site{number:02}", 3)
    office.pass_seconds(6)
    office.work()
    for number in range(60):
        office.end_run("ok", f"site{number:02}")
    office.fail("other", 3)
    office.pass_seconds(590)
    office.work()
    lines = sink.received[0]["message"].splitlines()
    assert lines[0] == "site00: no record: the store is away"
    assert lines[49:] == [
        "site49: no record: the store is away",
        "and 10 more",
        f"look closer: {PROGRAM} status",
    ]
    assert titles(sink) == ["60 sites need a person"]
    later(office)
    assert sink.received[0]["message"].startswith("other: no record: the store is away\nsite00: recovered: ")
    assert titles(sink) == ["1 site needs a person, 60 sites have recovered"]


def test_unsent_message_comes_later(office: Office, sink: Sink) -> None:
    office.able(notify=sink.url)
    office.end_run("drift")
    sink.status = 500
    later(office)
    later(office)
    assert office.said == ["warning: a notification could not be delivered"]
    sink.status = 200
    sink.received.clear()
    later(office)
    later(office)
    assert titles(sink) == ["haidian: drift"]


def test_other_process_notifies(office: Office, sink: Sink) -> None:
    """A process without addresses leaves it to one that has some."""
    office.end_run("drift")
    later(office)
    office.able(notify=sink.url)
    later(office)
    assert titles(sink) == ["haidian: drift"]
