"""`scrapy verify` finds where the chain of run records is broken, without an index, and says what a killed run left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from tests.archive.records import run_file, run_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUNS = [f"2026092{day}T000000Z" for day in range(5)]
EDIT = (b'"outcome": "ok"', b'"outcome": "OK"')


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Five chained records."""
    layout = Layout(tmp_path)
    for run in RUNS:
        append_run_record(layout, "demo", run_record(run))
    return layout


def lines(layout: Layout) -> list[bytes]:
    return list(chain_lines(layout, "demo"))


def findings(layout: Layout) -> list[tuple[str, str, str]]:
    check = RunRecordCheck(layout, "demo")
    return [(finding.kind, finding.place, finding.message) for finding in check.check()]


def run_again(layout: Layout) -> None:
    append_run_record(layout, "demo", run_record("20260930T130000Z"))


def test_whole_chain_has_no_finding(layout: Layout) -> None:
    assert findings(layout) == []


@pytest.mark.parametrize("later", [False, True], ids=["at once", "after another run"])
@pytest.mark.parametrize("number", range(5))
def test_an_edited_record_is_one_fault(layout: Layout, number: int, *, later: bool) -> None:
    edited = [line.replace(*EDIT) if at == number else line for at, line in enumerate(lines(layout))]
    run_file(layout).write_bytes(b"".join(edited))
    if later:
        run_again(layout)
    ((kind, place, message),) = findings(layout)
    assert (kind, place) == ("run", f"runs/demo/2026-09.jsonl, line {number + 1}")
    assert "was changed" in message


@pytest.mark.parametrize("number", range(1, 5))
def test_a_changed_link_blames_its_own_line(layout: Layout, number: int) -> None:
    changed = lines(layout)
    changed[number] = changed[number].replace(b'"previous_line": "', b'"previous_line": "0')
    run_file(layout).write_bytes(b"".join(changed))
    ((_, place, _),) = findings(layout)
    assert place == f"runs/demo/2026-09.jsonl, line {number + 1}"


def test_a_link_that_is_no_text_is_one_fault(layout: Layout) -> None:
    changed = lines(layout)
    changed[2] = json.dumps(json.loads(changed[2]) | {"previous_line": []}).encode() + b"\n"
    run_file(layout).write_bytes(b"".join(changed))
    assert findings(layout) == [
        ("run", "runs/demo/2026-09.jsonl, line 3", "previous_line is not a text or null")
    ]


@pytest.mark.parametrize("later", [False, True], ids=["at once", "after another run"])
@pytest.mark.parametrize("number", range(5))
def test_a_dropped_record_is_one_fault(layout: Layout, number: int, *, later: bool) -> None:
    kept = lines(layout)
    del kept[number]
    run_file(layout).write_bytes(b"".join(kept))
    if later:
        run_again(layout)
    ((kind, place, message),) = findings(layout)
    assert kind == "run"
    assert place.startswith("runs/demo")
    assert "missing" in message or f"lacks the record of run {RUNS[4]}" in message


def test_a_restored_record_ends_the_fault(layout: Layout) -> None:
    """A later run has chained its record to the lost one, which the head named."""
    whole = lines(layout)
    run_file(layout).write_bytes(b"".join(whole[:4]))
    run_again(layout)
    assert len(findings(layout)) == 1
    run_file(layout).write_bytes(b"".join([*whole, lines(layout)[-1]]))
    assert findings(layout) == []


@pytest.mark.parametrize("order", [(1, 0, 2, 3, 4), (0, 2, 1, 3, 4), (0, 1, 2, 4, 3)])
def test_records_in_another_order_are_one_fault(layout: Layout, order: tuple[int, ...]) -> None:
    whole = lines(layout)
    run_file(layout).write_bytes(b"".join(whole[number] for number in order))
    ((kind, _, message),) = findings(layout)
    assert kind == "run"
    assert " after run " in message


def test_an_inserted_record_is_found(layout: Layout) -> None:
    first, *others = lines(layout)
    forged = json.loads(others[0]) | {"run": "20260920T120000Z"}
    run_file(layout).write_bytes(b"".join([first, json.dumps(forged).encode() + b"\n", *others]))
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("run", "runs/demo/2026-09.jsonl, line 2")


@pytest.mark.parametrize("cut", [1, 40])
def test_a_cut_last_record_is_one_fault(layout: Layout, cut: int) -> None:
    path = run_file(layout)
    path.write_bytes(path.read_bytes()[:-cut])
    ((kind, place, message),) = findings(layout)
    assert (kind, place) == ("run", "runs/demo/2026-09.jsonl, line 5")
    assert "runs/demo.head names" in message


def test_a_line_that_became_torn_is_one_fault(layout: Layout) -> None:
    whole = lines(layout)
    run_file(layout).write_bytes(b"".join([*whole[:2], whole[2][:50] + b"\n", *whole[3:]]))
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("run", "runs/demo/2026-09.jsonl, line 3")


def test_a_removed_file_is_found(layout: Layout) -> None:
    run_file(layout).unlink()
    ((_, _, message),) = findings(layout)
    assert message == f"lacks the record of run {RUNS[4]}, which runs/demo.head names"


def test_a_removed_head_is_found(layout: Layout) -> None:
    layout.head("demo").unlink()
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("missing", "runs/demo.head")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_damaged_head_is_found(layout: Layout, content: bytes) -> None:
    layout.head("demo").write_bytes(content)
    ((kind, place, _),) = findings(layout)
    assert (kind, place) == ("run", "runs/demo.head")


def test_a_run_killed_before_its_head_is_a_note(layout: Layout) -> None:
    old = layout.head("demo").read_bytes()
    run_again(layout)
    layout.head("demo").write_bytes(old)
    ((kind, place, message),) = findings(layout)
    assert (kind, place) == ("note", "runs/demo.head")
    assert message.startswith(f"names run {RUNS[4]}, and 1 later line follows: the last run was killed")
    append_run_record(layout, "demo", run_record("20260930T140000Z"))
    assert findings(layout) == []


def test_a_run_killed_in_its_line_is_a_note(layout: Layout) -> None:
    with run_file(layout).open("ab") as file:
        file.write(b'{"run": "2026')
    torn = ("note", "runs/demo/2026-09.jsonl, line 6", "torn line: its run was killed while writing it")
    assert torn in findings(layout)
    run_again(layout)
    assert findings(layout) == [torn]


@pytest.mark.parametrize("later", [False, True], ids=["unchained", "carried on"])
def test_records_of_older_releases_are_accepted(tmp_path: Path, *, later: bool) -> None:
    layout = older_archive(tmp_path)
    if later:
        run_again(layout)
    assert findings(layout) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda first, second: first.replace(*EDIT) + second,
        lambda first, second: first + second.replace(*EDIT),
        lambda _, second: second,
        lambda first, _: first,
    ],
)
def test_older_records_are_held_by_the_next_run(
    tmp_path: Path, damage: Callable[[bytes, bytes], bytes]
) -> None:
    layout = older_archive(tmp_path)
    run_again(layout)
    *older, chained = lines(layout)
    run_file(layout).write_bytes(damage(*older) + chained)
    ((kind, place, message),) = findings(layout)
    assert (kind, place.rpartition(" to ")[0]) == ("run", "runs/demo.jsonl, lines 1")
    assert message == "are not the lines that run 20260930T130000Z found when it began the chain"


def older_archive(root: Path) -> Layout:
    layout = Layout(root)
    layout.head("demo").parent.mkdir()
    layout.earlier_runs("demo").write_text("".join(json.dumps(run_record(run)) + "\n" for run in RUNS[:2]))
    return layout
