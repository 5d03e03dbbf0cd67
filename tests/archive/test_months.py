"""The chain of run records goes on from the file of a month to that of the next."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.anchors import read_anchor, write_anchor
from bulletin_spider.archive.decisions.forgetting import forget
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_from_end, chain_lines, last_event, newest_name
from bulletin_spider.archive.run_records import (
    Position,
    append_event,
    append_run_record,
    last_run_records,
    read_run_records,
)
from bulletin_spider.archive.verification.anchor import check_anchor
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.statuses import RecordEvent
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

RUNS = ["20260930T120000Z", "20260930T230000Z", "20261001T000000Z", "20261231T235959Z", "20270101T000000Z"]
MONTHS = ["2026-09.jsonl", "2026-10.jsonl", "2026-12.jsonl", "2027-01.jsonl"]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Five chained records of four months."""
    layout = Layout(tmp_path)
    for run in RUNS:
        append_run_record(layout, "demo", run_record(run))
    return layout


def findings(layout: Layout) -> list[tuple[str, str, str]]:
    return [(one.kind, one.place, one.message) for one in RunRecordCheck(layout, "demo").check()]


def test_each_record_is_in_the_file_of_its_month(layout: Layout) -> None:
    assert [path.name for path in layout.run_files("demo")] == MONTHS
    assert layout.month_file("demo", RUNS[0]).read_bytes().count(b"\n") == 2


def test_the_chain_goes_on_in_the_next_month(layout: Layout) -> None:
    lines = list(chain_lines(layout, "demo"))
    links = [json.loads(line)["previous_line"] for line in lines]
    assert links == [None, *(hashlib.sha256(line).hexdigest() for line in lines[:-1])]
    assert list(chain_from_end(layout, "demo")) == lines[::-1]
    assert findings(layout) == []


def test_the_last_records_come_from_several_months(layout: Layout) -> None:
    for count in range(1, 6):
        assert [one["run"] for one in last_run_records(layout, "demo", count)] == RUNS[::-1][:count]


def test_places_sort_like_the_chain(layout: Layout) -> None:
    places = [place for _, place in read_run_records(layout, "demo")]
    assert places == sorted(places)
    assert Position("demo.jsonl", 9) < places[0], "a place of the earlier form comes before all"
    for number, place in enumerate(places):
        later = [record["run"] for record, _ in read_run_records(layout, "demo", place)]
        assert later == RUNS[number + 1 :]


def test_only_the_newest_months_are_read(layout: Layout) -> None:
    for name in MONTHS[:2]:
        path = layout.runs("demo") / name
        path.unlink()
        path.mkdir()
    assert newest_name(layout, "demo") == RUNS[4]
    assert [one["run"] for one in last_run_records(layout, "demo", 2)] == RUNS[:2:-1]
    assert last_event(layout, "demo") is None
    append_run_record(layout, "demo", run_record("20270102T000000Z"))


def test_a_torn_line_ends_with_its_month(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    append_run_record(layout, "demo", run_record(RUNS[0]))
    with layout.month_file("demo", RUNS[0]).open("ab") as file:
        file.write(b'{"run": "2026')
    append_run_record(layout, "demo", run_record(RUNS[2]))
    torn = layout.month_file("demo", RUNS[0]).read_bytes().splitlines(keepends=True)[1]
    assert torn == b'{"run": "2026\n'
    assert (
        json.loads(list(chain_lines(layout, "demo"))[-1])["previous_line"] == hashlib.sha256(torn).hexdigest()
    )
    assert findings(layout) == [
        ("note", "runs/demo/2026-09.jsonl, line 2", "torn line: its run was killed while writing it")
    ]
    assert [record["run"] for record, _ in read_run_records(layout, "demo")] == [RUNS[0], RUNS[2]]


@pytest.mark.parametrize("month", MONTHS)
def test_a_removed_month_is_one_fault(layout: Layout, month: str) -> None:
    (layout.runs("demo") / month).unlink()
    ((kind, place, message),) = findings(layout)
    assert (kind, place.startswith("runs/demo")) == ("run", True)
    assert "missing" in message or "lacks the record" in message


def test_a_record_in_a_wrong_month_is_a_fault(layout: Layout) -> None:
    (layout.runs("demo") / MONTHS[1]).rename(layout.runs("demo") / "2026-11.jsonl")
    assert findings(layout) == [
        ("run", "runs/demo/2026-11.jsonl, line 1", f"run {RUNS[2]} is in the file of another month")
    ]


def test_an_anchored_line_is_found_in_any_month(tmp_path: Path) -> None:
    layout, now = Layout(tmp_path), dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC)
    for run in RUNS[:2]:
        append_run_record(layout, "demo", run_record(run))
    anchor = read_anchor(write_anchor(layout, ["demo"], now))
    for run in RUNS[2:]:
        append_run_record(layout, "demo", run_record(run))
    assert list(check_anchor(layout, anchor)) == []
    path = layout.month_file("demo", RUNS[1])
    path.write_bytes(path.read_bytes().replace(b'"reasons": []', b'"reasons": ["x"]'))
    (fault,) = check_anchor(layout, anchor)
    assert fault.place == "runs/demo/2026-09.jsonl, line 2"


@pytest.mark.parametrize("other", [False, True], ids=["months only", "with a file of the earlier form"])
def test_forgetting_keeps_one_line_of_all_months(layout: Layout, *, other: bool) -> None:
    last = list(chain_lines(layout, "demo"))[-1]
    if other:
        layout.earlier_runs("demo").write_text(json.dumps(run_record("20270105T000000Z")) + "\n")
    forget(layout, "demo", dt.datetime(2027, 2, 1, tzinfo=dt.UTC), "a trial")
    (line,) = map(json.loads, chain_lines(layout, "demo"))
    assert (line["event"], line["previous_line"]) == ("forgotten", hashlib.sha256(last).hexdigest())
    assert [path.name for path in layout.runs("demo").iterdir()] == ["2027-02.jsonl"]
    assert not layout.earlier_runs("demo").exists()
    assert findings(layout) == []


def test_a_decision_is_found_in_an_older_month(layout: Layout) -> None:
    decided = append_event(layout, "demo", RecordEvent.RETIRED, dt.datetime(2027, 1, 31, tzinfo=dt.UTC))
    append_run_record(layout, "demo", run_record("20270201T000000Z"))
    assert last_event(layout, "demo") == decided
    assert [one["run"] for one in last_run_records(layout, "demo", 2)] == ["20270201T000000Z", RUNS[4]]
