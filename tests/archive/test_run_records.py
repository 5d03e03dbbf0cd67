from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import (
    append_idle_record,
    append_run_record,
    last_run_records,
    new_run_name,
    read_run_records,
)
from tests.archive.records import run_file, run_record

if TYPE_CHECKING:
    import pytest

RUNS = [f"202609{day:02d}T{hour:02d}0000Z" for day in (1, 2) for hour in range(24)]
NOON = dt.datetime(2026, 9, 28, 20, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_a_run_is_named_after_its_second() -> None:
    assert new_run_name(NOON, None) == "20260928T120005Z"
    assert new_run_name(NOON, "20260928T120004Z") == "20260928T120005Z"


def test_names_grow_even_if_the_clock_goes_back() -> None:
    assert new_run_name(NOON, "20260928T120005Z") == "20260928T120006Z"
    assert new_run_name(NOON, "20261231T235959Z") == "20270101T000000Z"


def test_a_new_file_and_its_directories_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", note)
    layout = Layout(tmp_path / "archive")
    path, head = layout.month_file("demo", RUNS[0]), layout.head("demo")
    append_run_record(layout, "demo", run_record(RUNS[0]))
    of_head = [head.with_name(".demo.head.part"), head.parent]
    assert synced == [head.parent, tmp_path / "archive", tmp_path, path, path.parent, *of_head]
    synced.clear()
    append_run_record(layout, "demo", run_record(RUNS[1]))
    assert synced == [path, *of_head]


def test_records_are_read_from_an_offset(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    append_run_record(layout, "demo", run_record(RUNS[0]))
    ((first, offset),) = read_run_records(layout, "demo")
    append_run_record(layout, "demo", run_record(RUNS[1]))
    assert first["run"] == RUNS[0]
    assert [record["run"] for record, _ in read_run_records(layout, "demo", offset)] == [RUNS[1]]


def test_a_torn_line_is_skipped(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    append_run_record(layout, "demo", run_record(RUNS[0]))
    with run_file(layout).open("ab") as file:
        file.write(b'{"run": "tor')
    assert [record["run"] for record, _ in read_run_records(layout, "demo")] == [RUNS[0]]
    append_run_record(layout, "demo", run_record(RUNS[1]))
    assert [record["run"] for record, _ in read_run_records(layout, "demo")] == RUNS[:2]


def test_a_missing_file_has_no_records(tmp_path: Path) -> None:
    assert list(read_run_records(Layout(tmp_path), "none")) == []


def test_the_last_records_are_read_from_the_end(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert last_run_records(layout, "demo", 3) == []
    for number in range(40):
        append_run_record(layout, "demo", run_record(RUNS[number], also=["公告"] * (number * 100)))
    assert [record["run"] for record in last_run_records(layout, "demo", 3)] == RUNS[39:36:-1]
    assert len(last_run_records(layout, "demo", 400)) == 40
    with run_file(layout).open("ab") as file:
        file.write(b'{"run": 40, "torn')
    assert [record["run"] for record in last_run_records(layout, "demo", 2)] == RUNS[39:37:-1]
    append_run_record(layout, "demo", run_record(RUNS[41]))
    assert [record["run"] for record in last_run_records(layout, "demo", 2)] == [RUNS[41]], (
        "a torn line is one of the last two"
    )


def test_earlier_records_are_read_from_a_name(tmp_path: Path) -> None:
    """Idle lines get their base, which lies before them, and files of later months are not opened."""
    layout = Layout(tmp_path)
    walk = {"要闻": {"url": "http://x/", "closed": True}}
    for month in ("09", "10"):
        for day in (1, 2, 3):
            run = f"2026{month}0{day}T000000Z"
            ended = f"2026-{month}-0{day}T00:01:00+00:00"
            append_run_record(layout, "demo", run_record(run, channels=walk, ended=ended))
        idle = {"outcome": "ok, nothing new", "ended": f"2026-{month}-04T00:01:00+00:00", "requests": 1}
        line = {"run": f"2026{month}04T000000Z", "as": run} | idle | {"confirmed": "0" * 64}
        append_idle_record(layout, "demo", line)
    layout.month_file("demo", "20261001T000000Z").chmod(0)

    def before(run: str) -> list[str]:
        return [record["run"][4:8] for record in last_run_records(layout, "demo", 3, run)]

    assert before("20260905T000000Z") == ["0904", "0903", "0902"]
    assert before("20260904T000000Z") == ["0903", "0902", "0901"]
    assert before("20260901T000000Z") == []
    layout.month_file("demo", "20261001T000000Z").chmod(0o644)
    assert before("20261003T000000Z") == ["1002", "1001", "0904"]
