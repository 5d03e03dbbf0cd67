"""The line of an idle run is short, and readers get the record that it means."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.idle_records import expand, fold
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines, last_event, newest_name
from bulletin_spider.archive.record_shape import record_problem
from bulletin_spider.archive.run_records import (
    append_event,
    append_idle_record,
    append_run_record,
    last_run_records,
    read_run_records,
)
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.statuses import RecordEvent
from tests.archive.records import run_file, run_record
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BASE = "20260901T000000Z"
IDLE = [f"202609{day:02d}T060000Z" for day in range(2, 6)]
WALK = {
    "url": "https://example.org/xw/",
    "moved_from": None,
    "pages": 3,
    "family": "list",
    "listed": 40,
    "rows": {"new": 2, "known": 38},
    "also": ["0123456789abcdef"],
    "overlap": "reached: overlap",
    "closed": True,
}
CAPTURE = {"file": "captures/demo/x.warc.gz", "offset": 0, "record_id": "<urn:uuid:1>", "digest": "sha1:A"}
FULL = run_record(
    BASE,
    called="demo",
    title="海淀区",
    region="110108",
    started="2026-09-01T00:00:00+00:00",
    seconds=12.5,
    narrowed=False,
    published=2,
    channels={"要闻": WALK},
    visits={"unchanged": ["a"]},
    seen={"a": CAPTURE},
    requests=9,
    retries=0,
    pages=[{"capture": CAPTURE, "url": "https://example.org/xw/", "date": "2026-09-01T00:00:03Z"}],
    versions={"program": "0.1.0", "rules": "0123456789ab"},
    health={"channels": {"要闻": {"measured": 2, "fields": {}, "body": None}}, "signs": {}, "alarms": [], "accepted": True},
    rhythm={"要闻": {"days": ["2026-09-01"], "alive": True}},
    confirmed={"count": 3, "sha256": "0" * 64},
)  # fmt: skip


def idle(run: str, **more: Any) -> dict[str, Any]:
    """Return the record of an idle run, as it is before it is folded."""
    quiet = WALK | {"rows": {"known": 40}, "also": [], "pages": 1}
    return (
        FULL
        | {
            "run": run,
            "ended": f"{run[:4]}-{run[4:6]}-{run[6:8]}T06:00:10+00:00",
            "outcome": "ok, nothing new",
            "channels": {"要闻": quiet},
            "visits": {"not modified": ["0123456789abcdef"], "unchanged": []},
            "seen": {},
            "requests": 5,
            "confirmed": {"count": 5, "sha256": "ab" * 32},
        }
        | more
    )


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A full record and four idle ones."""
    layout = Layout(tmp_path)
    append_run_record(layout, "demo", FULL)
    for run in IDLE:
        append_idle_record(layout, "demo", fold(idle(run), last_run_records(layout, "demo", 1)[0]))
    return layout


def names(layout: Layout, **options: Any) -> list[str]:
    return [record["run"] for record, _ in read_run_records(layout, "demo", **options)]


def findings(layout: Layout) -> list[tuple[str, str, str]]:
    check = RunRecordCheck(layout, "demo").check()
    return [(one.kind, one.place, one.message) for one in check if not one.place.startswith("captures/")]


def test_an_idle_line_is_short(layout: Layout) -> None:
    line = list(chain_lines(layout, "demo"))[1]
    assert len(line) <= 300 + 60
    assert b'": ' not in line
    without = fold(idle(IDLE[0], visits={}), FULL) | {"previous_line": "0" * 64}
    assert len(json.dumps(without, separators=(",", ":")).encode()) < 300


def test_an_idle_line_names_the_last_full_record(layout: Layout) -> None:
    lines = [json.loads(line) for line in chain_lines(layout, "demo")]
    assert [line.get("as") for line in lines] == [None, *[BASE] * 4]
    assert lines[1]["confirmed"] == "ab" * 32


def test_an_expanded_record_has_every_key_of_its_base(layout: Layout) -> None:
    record = last_run_records(layout, "demo", 1)[0]
    assert record.keys() == {*FULL, "as", "previous_line"}
    for name in ("site", "called", "title", "region", "versions", "rhythm", "pages"):
        assert record[name] == FULL[name]
    assert record["channels"] == {
        "要闻": {
            "url": WALK["url"],
            "moved_from": None,
            "pages": 3,
            "listed": 40,
            "rows": {},
            "also": [],
            "closed": True,
        }
    }
    assert record["health"] == {"channels": {}, "signs": {}, "alarms": []}
    assert (record["started"], record["seconds"]) == ("2026-09-05T06:00:00+00:00", 10)
    assert (record["published"], record["seen"], record["requests"]) == (0, {}, 5)
    assert record["visits"] == {"not modified": ["0123456789abcdef"]}
    assert record["confirmed"] == {"count": 5, "sha256": "ab" * 32}


def test_expanding_does_not_change_the_base() -> None:
    before = json.dumps(FULL)
    expand(fold(idle(IDLE[0]), FULL), FULL)
    assert json.dumps(FULL) == before


def test_idle_records_are_read_from_both_ends(layout: Layout) -> None:
    forwards = [record for record, _ in read_run_records(layout, "demo")]
    assert forwards[::-1] == last_run_records(layout, "demo", 9)
    assert [record["run"] for record in forwards] == [BASE, *IDLE]
    assert [record["run"] for record in last_run_records(layout, "demo", 2)] == [IDLE[3], IDLE[2]]


def test_reading_goes_on_behind_the_base(layout: Layout) -> None:
    places = [place for _, place in read_run_records(layout, "demo")]
    for number, place in enumerate(places):
        assert names(layout, after=place) == [BASE, *IDLE][number + 1 :]


def test_an_idle_line_hides_no_decision(layout: Layout, tmp_path: Path) -> None:
    other = Layout(tmp_path / "other")
    decided = append_event(other, "demo", RecordEvent.RESUMED, dt.datetime(2026, 8, 31, tzinfo=dt.UTC))
    append_run_record(other, "demo", FULL)
    append_idle_record(other, "demo", fold(idle(IDLE[0]), FULL))
    assert last_event(other, "demo") == decided
    assert last_event(layout, "demo") is None
    assert newest_name(layout, "demo") == IDLE[3]


def test_a_damaged_base_costs_its_idle_lines(layout: Layout) -> None:
    """The next run finds again what they did not record. The damage is one fault, and they are a note."""
    base, *others = chain_lines(layout, "demo")
    damaged = json.loads(base)
    del damaged["channels"]
    run_file(layout).write_bytes(b"".join([json.dumps(damaged).encode() + b"\n", *others]))
    wrong: list[str] = []
    assert names(layout, on_wrong=wrong.append) == []
    assert last_run_records(layout, "demo", 9) == []
    assert len(wrong) == 5
    assert f"names run {BASE}, which is not the last full record before it" in wrong[1]
    (fault,), (note,) = (
        [one for one in findings(layout) if (one[0] == "note") is is_note] for is_note in (False, True)
    )
    assert fault == ("run", "runs/demo/2026-09.jsonl, line 1", "lacks channels")
    assert note[1:] == (
        "runs/demo/2026-09.jsonl, line 2",
        f"is left out: names run {BASE}, which is not the last full record before it in its file, like 3 more lines",
    )


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        (run_record(BASE, outcome="incomplete", channels={"要闻": WALK}), "did not walk every channel to its end"),
        (run_record(BASE, channels={"要闻": WALK | {"closed": False}}), "did not walk every channel to its end"),
        (run_record("20260901T010000Z"), "is not the last full record before it in its file"),
    ],
    ids=["not well", "not closed", "another run"],
)  # fmt: skip
def test_an_idle_line_needs_a_base_that_was_well(tmp_path: Path, base: dict[str, Any], problem: str) -> None:
    layout = Layout(tmp_path)
    append_run_record(layout, "demo", base)
    append_idle_record(layout, "demo", fold(idle(IDLE[0]), FULL))
    assert names(layout) == [base["run"]]
    (fault,) = findings(layout)
    assert fault == ("run", "runs/demo/2026-09.jsonl, line 2", f"names run {BASE}, which {problem}")


def test_a_base_in_another_month_is_none(layout: Layout) -> None:
    append_idle_record(layout, "demo", fold(idle("20261001T060000Z"), FULL))
    assert names(layout) == [BASE, *IDLE]
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("run", "runs/demo/2026-10.jsonl, line 1")


def test_a_whole_chain_of_idle_lines_has_no_finding(layout: Layout) -> None:
    assert findings(layout) == []


@pytest.mark.parametrize("number", range(1, 5))
def test_an_edited_idle_line_is_one_fault(layout: Layout, number: int) -> None:
    lines = list(chain_lines(layout, "demo"))
    lines[number] = lines[number].replace(b'"requests":5', b'"requests":6')
    run_file(layout).write_bytes(b"".join(lines))
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("run", f"runs/demo/2026-09.jsonl, line {number + 1}")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"outcome": "ok"}, "outcome is not 'ok, nothing new'"),
        ({"confirmed": "x"}, "confirmed is not a SHA-256 in hexadecimal digits"),
        ({"visits": {"unchanged": [1]}}, "visits.unchanged[0] is not a text"),
        ({"as": "yesterday"}, "as is not the name of a run"),
    ],
)
def test_a_wrong_idle_line_is_left_out(layout: Layout, damage: dict[str, Any], message: str) -> None:
    append_idle_record(layout, "demo", fold(idle("20260906T060000Z"), FULL) | damage)
    assert names(layout) == [BASE, *IDLE]
    ((_, place, found),) = findings(layout)
    assert (place, found) == ("runs/demo/2026-09.jsonl, line 6", message)


def test_the_documented_line_is_an_idle_line() -> None:
    text = (ROOT / "docs" / "data_format.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- example: idle line -->\n```json\n")[2].partition("\n```")[0]
    line = json.loads(shown)
    assert shown == json.dumps(line, separators=(",", ":"))
    assert record_problem(line) == ""
    base = FULL | {"run": line["as"]}
    record = run_record(line["run"]) | FULL | expand(line, base)
    confirmed = {"count": line["requests"], "sha256": line["confirmed"]}
    assert fold(record | {"confirmed": confirmed}, base) == {
        name: value for name, value in line.items() if name != "previous_line"
    }


def test_the_documented_script_follows_the_chain(tmp_path: Path, layout: Layout) -> None:
    """It prints the lines that do not follow the line before them."""
    append_run_record(layout, "demo", FULL | {"run": "20261001T000000Z"})
    text = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    script = text.partition("```bash\nprevious=null\n")[2].partition("\n```")[0]

    def printed() -> list[str]:
        place = tmp_path / "place"
        place.mkdir(exist_ok=True)
        (place / "output").unlink(missing_ok=True)
        (place / "output").symlink_to(layout.root)
        done = subprocess.run(
            ["bash", "-c", f"previous=null\n{script}"], cwd=place, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    assert printed() == []
    path = layout.month_file("demo", BASE)
    edited = path.read_bytes().replace(b'"requests":5', b'"requests":6', 1)
    path.write_bytes(edited)
    assert printed() == [edited.splitlines()[2].decode()]
