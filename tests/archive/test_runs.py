from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.run_records import append_run, last_runs, new_run, read_runs

if TYPE_CHECKING:
    import pytest

NOON = dt.datetime(2026, 9, 28, 20, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_a_run_is_named_after_its_second_in_utc() -> None:
    assert new_run(NOON, None) == "20260928T120005Z"
    assert new_run(NOON, "20260928T120004Z") == "20260928T120005Z"


def test_a_run_sorts_after_the_last_one_even_if_the_clock_went_back() -> None:
    assert new_run(NOON, "20260928T120005Z") == "20260928T120006Z"
    assert new_run(NOON, "20261231T235959Z") == "20270101T000000Z"


def test_a_record_survives_a_power_cut_with_the_file_and_the_directory_that_are_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", note)
    path = tmp_path / "archive" / "runs" / "demo.jsonl"
    append_run(path, {"run": "a"})
    assert synced == [tmp_path / "archive", tmp_path, path, path.parent]
    synced.clear()
    append_run(path, {"run": "b"})
    assert synced == [path]


def test_runs_are_read_from_where_one_stopped(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "demo.jsonl"
    append_run(path, {"run": "a"})
    ((first, offset),) = read_runs(path)
    append_run(path, {"run": "b"})
    assert first == {"run": "a"}
    assert [record["run"] for record, _ in read_runs(path, offset)] == ["b"]


def test_a_torn_line_is_passed_over_and_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl"
    append_run(path, {"run": "a"})
    with path.open("ab") as file:
        file.write(b'{"run": "tor')
    assert [record["run"] for record, _ in read_runs(path)] == ["a"]
    append_run(path, {"run": "b"})
    assert [record["run"] for record, _ in read_runs(path)] == ["a", "b"]


def test_no_file_has_no_runs(tmp_path: Path) -> None:
    assert list(read_runs(tmp_path / "none.jsonl")) == []


def test_the_last_records_are_read_from_the_end_whatever_their_size(tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl"
    assert last_runs(path, 3) == []
    for number in range(40):
        append_run(path, {"run": number, "also": ["公告"] * (number * 100)})
    assert [record["run"] for record in last_runs(path, 3)] == [39, 38, 37]
    assert len(last_runs(path, 400)) == 40
    with path.open("ab") as file:
        file.write(b'{"run": 40, "torn')
    assert [record["run"] for record in last_runs(path, 2)] == [39, 38]
    append_run(path, {"run": 41})
    assert [record["run"] for record in last_runs(path, 2)] == [41], "a torn line is one of the last two"
