"""Each line of run records holds the SHA-256 of the line before it, and the head names the last line."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import (
    chain_lines,
    last_event,
    lines_from_end,
    newest_name,
    read_head,
)
from bulletin_spider.archive.run_records import (
    append_event,
    append_run_record,
    last_run_records,
    read_run_records,
)
from bulletin_spider.statuses import RecordEvent
from tests.archive.records import run_file, run_record

if TYPE_CHECKING:
    from pathlib import Path

RUNS = ["20260928T000000Z", "20260929T000000Z", "20260930T000000Z"]
NOON = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def append(layout: Layout, *runs: str) -> None:
    for run in runs:
        append_run_record(layout, "demo", run_record(run))


def lines(layout: Layout) -> list[bytes]:
    return list(chain_lines(layout, "demo"))


def previous(layout: Layout, number: int = -1) -> str | None:
    return json.loads(lines(layout)[number])["previous_line"]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_each_line_names_the_line_before(layout: Layout) -> None:
    append(layout, *RUNS)
    first, second, third = lines(layout)
    assert [previous(layout, number) for number in range(3)] == [None, sha256(first), sha256(second)]
    assert read_head(layout, "demo") == (RUNS[2], sha256(third))


def test_first_chained_line_covers_all_unchained_lines(layout: Layout) -> None:
    layout.head("demo").parent.mkdir()
    before = b'{"run": "20260901T000000Z"}\n{"run": "20260902T000000Z"}\n'
    layout.earlier_runs("demo").write_bytes(before)
    append(layout, *RUNS[:2])
    first, second = (json.loads(line) for line in lines(layout)[2:])
    assert first["previous_line"] == sha256(before.splitlines(keepends=True)[1])
    assert first["unchained"] == {"lines": 2, "bytes": len(before), "sha256": sha256(before)}
    assert "unchained" not in second


def test_torn_line_is_ended_and_chained(layout: Layout) -> None:
    append(layout, RUNS[0])
    with run_file(layout).open("ab") as file:
        file.write(b'{"run": "2026')
    append(layout, RUNS[1])
    assert lines(layout)[1] == b'{"run": "2026\n'
    assert previous(layout) == sha256(b'{"run": "2026\n')


def test_cut_line_stays_missed_after_later_runs(layout: Layout) -> None:
    append(layout, *RUNS[:2])
    first, second = lines(layout)
    run_file(layout).write_bytes(first)
    append(layout, RUNS[2])
    assert previous(layout) == sha256(second)


def test_edited_last_line_stays_missed_after_later_runs(layout: Layout) -> None:
    append(layout, *RUNS[:2])
    first, second = lines(layout)
    run_file(layout).write_bytes(first + second.replace(b"{", b'{"x": 1, ', 1))
    append(layout, RUNS[2])
    assert previous(layout) == sha256(second)


def test_removed_file_stays_missed_after_later_runs(layout: Layout) -> None:
    append(layout, RUNS[0])
    (line,) = lines(layout)
    run_file(layout).unlink()
    append(layout, RUNS[1])
    assert previous(layout) == sha256(line)


@pytest.mark.parametrize("behind", [1, 2])
def test_next_run_mends_a_head_behind(layout: Layout, behind: int) -> None:
    """A run that was killed between its line and the head leaves the head of the run before."""
    append(layout, RUNS[0])
    old = layout.head("demo").read_bytes()
    append(layout, *RUNS[1 : behind + 1])
    layout.head("demo").write_bytes(old)
    last = lines(layout)[-1]
    append(layout, "20260930T130000Z")
    assert previous(layout) == sha256(last)
    assert read_head(layout, "demo") == ("20260930T130000Z", sha256(lines(layout)[-1]))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"run": 1, "sha256": "x"}'])
def test_damaged_head_stops_no_run(layout: Layout, content: bytes) -> None:
    append(layout, RUNS[0])
    layout.head("demo").write_bytes(content)
    assert newest_name(layout, "demo") == RUNS[0]
    append(layout, RUNS[1])
    assert previous(layout) == sha256(lines(layout)[0])
    assert read_head(layout, "demo") == (RUNS[1], sha256(lines(layout)[1]))


def test_record_stays_if_the_head_cannot_follow(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    append(layout, RUNS[0])
    layout.head("demo").unlink()
    layout.head("demo").mkdir()
    append(layout, RUNS[1])
    assert [record["run"] for record, _ in read_run_records(layout, "demo")] == RUNS[:2]
    assert "cannot be replaced" in caplog.text


def test_the_newest_event_is_found_in_the_last_line(layout: Layout) -> None:
    """So a reader need not read the whole file, also after many runs."""
    append(layout, RUNS[0])
    assert last_event(layout, "demo") is None
    append_event(layout, "demo", RecordEvent.RETIRED, NOON, reason="first")
    second = append_event(layout, "demo", RecordEvent.RETIRED, NOON, reason="second")
    append(layout, "20260930T140000Z", "20260930T150000Z")
    run_file(layout).write_bytes(b"".join(lines(layout)[-1:]))
    assert last_event(layout, "demo") == second


def test_an_event_is_chained_and_no_run(layout: Layout) -> None:
    append(layout, RUNS[0])
    written = append_event(layout, "demo", RecordEvent.RETIRED, NOON, reason="its office is closed")
    assert written["run"] == "20260930T120000Z"
    assert previous(layout) == sha256(lines(layout)[0])
    assert read_head(layout, "demo") == ("20260930T120000Z", sha256(lines(layout)[1]))
    assert last_event(layout, "demo") == written
    assert [record["run"] for record, _ in read_run_records(layout, "demo")] == RUNS[:1]
    assert [record["run"] for record in last_run_records(layout, "demo", 2)] == RUNS[:1]
    assert append_event(layout, "demo", RecordEvent.RETIRED, NOON)["run"] == "20260930T120001Z"
    assert [record["run"] for record in last_run_records(layout, "demo", 1)] == RUNS[:1], (
        "events do not count"
    )


class CountingFile(io.BytesIO):
    """A file in memory that counts the bytes that are read from it."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.count += len(found)
        return found


@pytest.mark.parametrize(
    "content",
    [b"", b"a", b"\n", b"a\n", b"a\n\nb", b"\n\n", b"x" * 70_000, b"y\n" + b"x" * 65_535, b"x" * 65_535 + b"\ny", b"x" * 65_536 + b"\ny"],
)  # fmt: skip
def test_lines_come_whole_from_the_end(content: bytes) -> None:
    expected: list[Any] = content.splitlines(keepends=True)
    assert list(lines_from_end(io.BytesIO(content))) == expected[::-1]


def test_every_block_is_read_once() -> None:
    file = CountingFile(b"".join(b"%06d" % number + b"x" * 99_993 + b"\n" for number in range(100)))
    assert [int(line[:6]) for line in lines_from_end(file)] == list(range(99, -1, -1))
    assert file.count == len(file.getvalue())
